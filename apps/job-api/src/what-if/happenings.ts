import { statusInSilence } from '@steppe/broker';
import {
  type EpochMs,
  type Job,
  jobKey,
  launchesOthers,
  type NodeRow,
  type State,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { versionOf } from '../jobs/job-writer.ts';
import type { Happening } from './forecast.ts';

/** A person drains a node, without a deadline. */
export function drain(state: State, nodeId: string, nowMs: EpochMs): Happening {
  const { node } = nodeOf(state, nodeId);
  const spec = { startedAtMs: nowMs, forceDeadlineMs: 0, ignoreSystemJobs: false };
  const drained = { nodeId: node.id, drain: spec, eligibility: 'ineligible' } as const;
  return {
    subject: subjects.node(node.id),
    events: [{ type: 'NodeDrainChanged', v: 1, ...drained }],
  };
}

/** A node is heard no more. */
export function loss(state: State, nodeId: string): Happening {
  const { node } = nodeOf(state, nodeId);
  const status = statusInSilence(state, node.id);
  const changed = { nodeId: node.id, status, message: 'Node heartbeat missed' };
  return {
    subject: subjects.node(node.id),
    events: [{ type: 'NodeStatusChanged', v: 1, ...changed }],
  };
}

export function registration(state: State, job: Job, evalId: string): Happening {
  const version = versionOf(job, state.jobs.get(jobKey(job.namespace, job.id)));
  const registered = { type: 'JobRegistered', v: 1, job, version } as const;
  return {
    subject: subjects.job(job.namespace, job.id),
    // What launches others is not placed itself.
    events: [launchesOthers(job) ? registered : { ...registered, evalId }],
  };
}

export function stop(
  state: State,
  { namespace, jobId }: { namespace: string; jobId: string },
  evalId: string,
): Happening {
  if (!state.jobs.has(jobKey(namespace, jobId))) {
    throw new SteppeError('JOB_NOT_FOUND', `job "${jobId}" not found`);
  }
  const stopped = { namespace, jobId, purge: false, evalId };
  return {
    subject: subjects.job(namespace, jobId),
    events: [{ type: 'JobDeregistered', v: 1, ...stopped }],
  };
}

function nodeOf({ nodes }: State, nodeId: string): NodeRow {
  const row = nodes.get(nodeId);
  if (!row) throw new SteppeError('NODE_NOT_FOUND', `node "${nodeId}" not found`);
  return row;
}
