import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type DomainEvent, jobKey, type State, subjects } from '@steppe/domain';
import { z } from 'zod';
import { allocationStub } from './allocation/allocation-stub.ts';
import { allocationToWire } from './allocation/allocation-to-wire.ts';
import { deploymentToWire } from './deployment/deployment-to-wire.ts';
import { evaluationToWire } from './evaluation/evaluation-to-wire.ts';
import { canonicalJob } from './job/canonical-job.ts';
import { jobFromWire } from './job/job-from-wire.ts';
import { jobToWire } from './job/job-to-wire.ts';
import { WireJob } from './job/wire-job.ts';
import { jobStub } from './job/job-stub.ts';
import { jobSummaryToWire } from './job/job-summary.ts';
import { nodeStub } from './node/node-stub.ts';
import { nodeToWire } from './node/node-to-wire.ts';
import { IDS, runningCluster } from './testing/cluster.ts';
import { shapeOf } from './testing/shape.ts';

/** An answer of the original, as it was recorded. */
function golden(name: string): unknown {
  const file = new URL(`./testing/golden/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const Recording = z.object({ posted: WireJob, read: z.record(z.string(), z.unknown()) });

test.each(['web', 'nightly', 'mailer'])(
  'job %s reads back as the original shows it, field for field',
  (name) => {
    const { posted, read } = Recording.parse(golden(`job-${name}`));
    const job = jobFromWire(canonicalJob(posted, 'default'));
    const ours = jobToWire(
      {
        job,
        version: Number(read['Version']),
        seq: Number(read['JobModifyIndex']),
        submittedAtMs: 0,
        stable: read['Stable'] === true,
        stopped: false,
      },
      {
        status: String(read['Status']),
        createIndex: Number(read['CreateIndex']),
        modifyIndex: Number(read['ModifyIndex']),
      },
    );
    expect(JSON.parse(JSON.stringify(ours))).toEqual({ ...read, SubmitTime: 0 });
  },
);

const LOGGER = {
  ID: 'logger',
  Datacenters: ['dc1'],
  TaskGroups: [
    { Name: 'g', Tasks: [{ Name: 'talk', Driver: 'raw_exec', Config: { command: '/bin/sh' } }] },
  ],
};
const WEB = {
  ID: 'web',
  TaskGroups: [
    {
      Name: 'app',
      Networks: [{ DynamicPorts: [{ Label: 'http' }] }],
      Tasks: [{ Name: 'server', Driver: 'raw_exec', Config: { command: '/bin/sh' } }],
    },
  ],
};

/** Names that people and fingerprints give, and what the log leaves to replay. */
const MAPS = ['Attributes', 'Meta', 'Drivers', 'Summary', 'TaskGroups', 'Scores'];

const metric = {
  nodesEvaluated: 2,
  nodesFiltered: 2,
  nodesInPool: 2,
  nodesAvailable: { dc1: 2 },
  classFiltered: {},
  constraintFiltered: { '${attr.kernel.name} = windows': 2 },
  nodesExhausted: 0,
  classExhausted: {},
  dimensionExhausted: {},
  scores: [],
  coalescedFailures: 0,
};

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the row is not in the state');
  return row;
}

describe('answers have the fields and zero values of the recorded ones', () => {
  const { state } = runningCluster(LOGGER);
  const job = (from: State) => found(from.jobs.get(jobKey('default', 'logger')));
  const alloc = found(state.allocs.get(IDS.alloc));
  const node = found(state.nodes.get(IDS.node));
  test.each([
    { name: 'job-stub', ours: jobStub(state, job(state), { meta: false }) },
    { name: 'job-summary', ours: jobSummaryToWire(state, job(state)) },
    {
      name: 'allocation-stub',
      ours: allocationStub(state, alloc, { resources: false, taskStates: true }),
    },
    {
      name: 'deployment',
      ours: deploymentToWire(state, found(state.deployments.get(IDS.deployment))),
    },
    { name: 'node-stub', ours: nodeStub(node, { resources: false, os: false }) },
  ])('$name', ({ name, ours }) => {
    expect(shapeOf(ours, MAPS)).toEqual(shapeOf(golden(name), MAPS));
  });

  test.each([
    { name: 'allocation', from: LOGGER },
    { name: 'allocation-with-port', from: WEB },
  ])('$name, without its metrics', ({ name, from }) => {
    const cluster = runningCluster(from);
    const row = found(cluster.state.allocs.get(IDS.alloc));
    const { Job: _embedded, Metrics: _ours, ...ours } = allocationToWire(cluster.state, row);
    expect(shapeOf(ours)).toEqual(shapeOf({ ...record(golden(name)), Metrics: undefined }));
  });

  test('node, without drains that are over', () => {
    expect(shapeOf(nodeToWire(node), MAPS)).toEqual(
      shapeOf({ ...record(golden('node')), LastDrain: null }, MAPS),
    );
  });
});

describe('evaluations', () => {
  const updates = {
    ignore: 0,
    place: 1,
    migrate: 0,
    stop: 0,
    inPlaceUpdate: 0,
    destructiveUpdate: 0,
    canary: 0,
    preemptions: 0,
    disconnect: 0,
    reconnect: 0,
    rescheduleNow: 0,
    rescheduleLater: 0,
  };
  const completed: DomainEvent = {
    type: 'EvaluationCompleted',
    v: 1,
    evalId: IDS.eval,
    queuedAllocations: { g: 1 },
    failedGroups: { g: metric },
    desiredUpdates: { g: updates },
    blockedEvalId: 'blocked',
    deploymentId: IDS.deployment,
    logicVersion: 1,
  };

  test('a complete one that could not place all', () => {
    const cluster = runningCluster(LOGGER);
    cluster.append(subjects.evaluation('default', 'logger'), completed);
    const ours = evaluationToWire(cluster.state, cluster.evaluation(IDS.eval));
    expect(shapeOf(ours)).toEqual(shapeOf(golden('evaluation-with-failures')));
  });

  test('one that waits for capacity, which has neither a plan nor counts', () => {
    const cluster = runningCluster(LOGGER);
    cluster.append(subjects.evaluation('default', 'logger'), {
      type: 'EvaluationBlocked',
      v: 1,
      evaluation: {
        id: 'blocked',
        namespace: 'default',
        jobId: 'logger',
        type: 'service',
        priority: 50,
        triggeredBy: 'queued-allocs',
        jobSeq: 2,
        previousEvalId: IDS.eval,
        statusDescription: 'created to place remaining allocations',
      },
      blockedOn: { classEligibility: { v1: false }, escapedComputedClass: false, snapshotSeq: 2 },
      queuedAllocations: {},
      failedGroups: { g: metric },
    });
    const ours = evaluationToWire(cluster.state, cluster.evaluation('blocked'));
    const maps = ['ClassEligibility'];
    expect(shapeOf(ours, maps)).toEqual(shapeOf(golden('evaluation-blocked'), maps));
  });
});

function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
