import {
  type AllocationRow,
  allocsOfJob,
  type DeploymentRow,
  evalsOfJob,
  groupOf,
  isReplacedOnLoss,
  isActiveDeployment,
  isTerminal,
  jobKey,
  type JobRow,
  latestDeployment,
  lostAfterMs,
  launchesOthers,
  nameOf,
  type State,
} from '@steppe/domain';
import { FailedRollOuts } from './failed-roll-outs.ts';
import { hasRoom, isSuitable } from './room.ts';
import { systemJobFault } from './system-job-at-rest.ts';
import type { Violation } from './violation.ts';

/**
 * Checks that each job has what it wants, once nothing moves any more.
 *
 * @param failed what failed before; by default nothing of it was forgotten.
 */
export function jobsAtRest(state: State, failed = new FailedRollOuts()): Violation | undefined {
  for (const { evaluation, status } of state.evals.values()) {
    if (status !== 'pending') continue;
    const message = `evaluation ${evaluation.id} of ${evaluation.jobId} is still pending`;
    return { rule: 'pending at rest', message };
  }
  for (const alloc of state.allocs.values()) {
    const { namespace, id } = alloc.jobVersion.job;
    const job = state.jobs.get(jobKey(namespace, id));
    if ((job && !job.stopped) || isTerminal(alloc)) continue;
    return { rule: 'stopped job', message: `${nameOf(alloc)} (${alloc.id}) is meant to run` };
  }
  for (const job of state.jobs.values()) {
    const isJudged = !job.stopped && !failed.isForgotten(state, job);
    const message = isJudged ? faultOfJob(state, job) : undefined;
    if (message !== undefined) return { rule: 'job at rest', message };
  }
  return undefined;
}

function faultOfJob(state: State, row: JobRow): string | undefined {
  const { id, namespace, type } = row.current.job;
  if (type === 'system' || type === 'sysbatch') return systemJobFault(state, row);
  if (!launchesOthers(row.current.job)) return faultOf(state, row);
  const own = allocsOfJob(state, jobKey(namespace, id)).filter((alloc) => !isTerminal(alloc));
  return own.length === 0 ? undefined : `${id} runs itself, and not its children`;
}

function faultOf(state: State, row: JobRow): string | undefined {
  const { job, version } = row.current;
  const key = jobKey(job.namespace, job.id);
  const [group] = job.groups;
  if (!group) return undefined;
  const counted = allocsOfJob(state, key).filter((alloc) => counts(alloc, row));
  const waiting = evalsOfJob(state, key).filter(({ status }) => status === 'blocked');
  if (waiting.length > 1) return `${job.id} has ${waiting.length} blocked evaluations`;
  const rollOut = latestDeployment(state, key);
  const isRollingOut = rollOut !== undefined && isActiveDeployment(rollOut);
  if (isRollingOut && awaitsPromotion(rollOut)) return undefined; // A person's turn.
  if (isRollingOut && waiting.length === 0) return `${job.id} has a deployment that hangs`;
  const names = new Set(counted.map(nameOf));
  // A canary has the name of what it will replace.
  if (names.size < counted.length && job.type === 'service' && !isRollingOut) {
    return `${job.id} has a name twice: ${counted.map(nameOf).toSorted().join(', ')}`;
  }
  const misfit = counted.map((alloc) => misfitOf(state, alloc)).find((why) => why !== undefined);
  if (misfit !== undefined) return misfit;
  // What is out of touch comes on top. Source: Nomad's computeStop.
  const known = counted.filter(({ clientStatus }) => clientStatus !== 'unknown');
  if (known.length > group.count && job.type === 'service' && !isRollingOut) {
    return `${job.id} has ${known.length} of ${group.count} allocations`;
  }
  const hasFailed = rollOut?.status === 'failed';
  const isMixed = counted.some((alloc) => alloc.jobVersion.version !== version);
  if (hasFailed) return undefined; // Its roll-out is held back until the next version.
  if (counted.length >= group.count && !isMixed) return undefined;
  if (waiting.length === 0) {
    return `${job.id} has ${counted.length} of ${group.count} allocations${isMixed ? ', some of an old version' : ''}, and nothing waits`;
  }
  if (counted.length >= group.count) return undefined;
  const place = [...state.nodes.values()].find((node) => hasRoom(state, node, { row, group }));
  return place && `${job.id} waits though ${place.node.id} has room for it`;
}

/** Whether a person is to promote it. Its canaries are healthy, or it would have failed by now. */
export function awaitsPromotion({ deployment, progress }: DeploymentRow): boolean {
  return Object.entries(deployment.groups).some(
    ([name, { desiredCanaries, autoPromote }]) =>
      desiredCanaries > 0 && !autoPromote && progress[name]?.promoted === false,
  );
}

/**
 * A batch allocation that completed for this version counts for ever, also one that was told to stop: Nomad takes
 * what ended without an error for done. Others count while they are meant to run.
 */
function counts(alloc: AllocationRow, { current, createSeq }: JobRow): boolean {
  if (!isTerminal(alloc)) return true;
  const isOfVersion =
    alloc.jobVersion.version === current.version && alloc.jobVersion.seq >= createSeq;
  return current.job.type === 'batch' && alloc.clientStatus === 'complete' && isOfVersion;
}

export function misfitOf(state: State, alloc: AllocationRow): string | undefined {
  if (isTerminal(alloc)) return undefined;
  if (isAwaited(state, alloc)) return undefined;
  const name = `${nameOf(alloc)} (${alloc.id})`;
  if (alloc.clientStatus !== 'running') return `${name} is ${alloc.clientStatus}`;
  const node = state.nodes.get(alloc.nodeId);
  if (node?.status !== 'ready') return `${name} is on ${alloc.nodeId}, which is ${node?.status}`;
  if (node.drain) return `${name} is on ${alloc.nodeId}, which drains`;
  const { job } = alloc.jobVersion;
  const group = groupOf(alloc.jobVersion, alloc.groupName);
  return group && !isSuitable(node, { job, group }) ? `${name} does not fit its node` : undefined;
}

/** Whether nobody takes the place of an allocation whose node is gone: it may come back. Source: Nomad's filterByTainted. */
function isAwaited(state: State, alloc: AllocationRow): boolean {
  const { clientStatus, groupName, nodeId, jobVersion } = alloc;
  if (clientStatus !== 'unknown' || state.nodes.get(nodeId)?.status !== 'down') return false;
  const { namespace, id } = jobVersion.job;
  const current = state.jobs.get(jobKey(namespace, id))?.current;
  const own = groupOf(jobVersion, groupName);
  // Its own version says for how long it may be away, and the current one whether it is replaced then.
  const decides = own && lostAfterMs(own) === 0 ? own : current && groupOf(current, groupName);
  return decides !== undefined && !isReplacedOnLoss(decides);
}
