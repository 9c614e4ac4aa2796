import type { Placement } from '../allocation/allocation.ts';
import type { GarbageCollected } from '../events/collection-events.ts';
import type { DomainEvent } from '../events/domain-event.ts';
import { subjects } from '../events/subjects.ts';
import { bareGroup, bareJob, bareTask } from '../testing/bare-job.ts';
import { bareNode, NO_RESOURCES } from '../testing/bare-node.ts';
import { applyRecorded } from './fold.ts';
import { emptyState, type State } from './tables.ts';

/** One commit in a test's log: a subject and its events. */
export type Entry = readonly [subject: string, ...events: DomainEvent[]];

/** Folds a log whose entries are a second apart, from second 1. */
export function stateAfter(entries: readonly Entry[]): State {
  const state = emptyState();
  for (const [index, [subject, ...events]] of entries.entries()) {
    const seq = index + 1;
    applyRecorded(state, {
      seq,
      subject,
      commit: { v: 1, atMs: seq * 1_000, actor: 'test', events },
    });
  }
  return state;
}

const restartPolicy = {
  attempts: 2,
  intervalMs: 1_800_000,
  delayMs: 15_000,
  mode: 'fail',
} as const;

const server = bareTask({
  name: 'server',
  driver: 'raw_exec',
  config: { command: '/bin/true' },
  resources: { cpuMhz: 100, cores: 0, memoryMb: 128, memoryMaxMb: 0, networks: [], devices: [] },
  restartPolicy,
  killTimeoutMs: 5_000,
  logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
});

const example = bareGroup({
  name: 'example',
  tasks: [server],
  restartPolicy,
  ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
});

export const hello = bareJob('hello', { datacenters: ['dc1'], groups: [example] });

export const node = bareNode('n1', {
  name: 'client1',
  httpAddr: '127.0.0.1:5656',
  attributes: { 'kernel.name': 'linux', 'unique.hostname': 'client1' },
  resources: {
    ...NO_RESOURCES,
    cpuMhz: 4_000,
    cpuCores: 2,
    memoryMb: 8_192,
    diskMb: 100_000,
  },
});

const onJob = subjects.job('default', 'hello');
const onEval = subjects.evaluation('default', 'hello');
const onDeployment = subjects.deployment('default', 'hello');
const onNode = subjects.node('n1');
const onClient = subjects.client('n1');

export const registersNode: Entry = [onClient, { type: 'NodeRegistered', v: 1, node }];

export const registersJob = (version = 0, evalId = `e${version}`): Entry => [
  onJob,
  { type: 'JobRegistered', v: 1, job: hello, version, evalId },
];

export const stopsJob = (options: { purge: boolean; evalId?: string }): Entry => [
  onJob,
  { type: 'JobDeregistered', v: 1, namespace: 'default', jobId: 'hello', ...options },
];

export const createsDeployment = (jobSeq: number): Entry => [
  onDeployment,
  {
    type: 'DeploymentCreated',
    v: 1,
    deployment: {
      id: 'd0',
      namespace: 'default',
      jobId: 'hello',
      jobVersion: 0,
      jobSeq,
      evalPriority: 50,
      groups: {
        example: {
          desiredTotal: 1,
          desiredCanaries: 0,
          autoRevert: false,
          autoPromote: false,
          progressDeadlineMs: 600_000,
        },
      },
    },
  },
];

export const succeedsDeployment: Entry = [
  onDeployment,
  {
    type: 'DeploymentStatusChanged',
    v: 1,
    deploymentId: 'd0',
    status: 'successful',
    statusDescription: 'Deployment completed successfully',
  },
];

export const places = (
  allocId: string,
  jobSeq: number,
  port = 20_001,
  changes: Partial<Placement> = {},
): Entry => [
  onNode,
  {
    type: 'AllocationPlaced',
    v: 1,
    placement: {
      allocId,
      evalId: 'e0',
      namespace: 'default',
      jobId: 'hello',
      jobSeq,
      group: 'example',
      index: 0,
      ports: [{ label: 'http', value: port, to: 0, hostIp: '127.0.0.1' }],
      deploymentId: 'd0',
      ...changes,
    },
  },
];

export const stopsAlloc = (allocId: string, clientStatus?: 'lost'): Entry => [
  onNode,
  {
    type: 'AllocationStopped',
    v: 1,
    allocId,
    desiredStatus: 'stop',
    desiredDescription: 'alloc not needed due to job update',
    clientStatus,
  },
];

export const reports = (
  allocId: string,
  clientStatus: 'running' | 'complete' | 'failed',
  health?: boolean,
): Entry => [
  onClient,
  {
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus,
    clientDescription: '',
    tasks: {
      server: {
        state: clientStatus === 'running' ? 'running' : 'dead',
        failed: clientStatus === 'failed',
        restarts: 0,
        newEvents: [{ type: 'Started', atMs: 1, displayMessage: 'Task started by client' }],
      },
    },
    deploymentHealth: health === undefined ? undefined : { healthy: health, atMs: 1 },
  },
];

export const blocksEval = (id: string): Entry => [
  'eval.default.hello',
  {
    type: 'EvaluationBlocked',
    v: 1,
    evaluation: {
      id,
      namespace: 'default',
      jobId: 'hello',
      type: 'service',
      priority: 50,
      triggeredBy: 'queued-allocs',
    },
    blockedOn: { classEligibility: {}, escapedComputedClass: false, snapshotSeq: 1 },
    queuedAllocations: { example: 1 },
    failedGroups: {},
  },
];

export const collects = (what: Partial<GarbageCollected>): Entry => [
  'gc',
  {
    type: 'GarbageCollected',
    v: 1,
    evalIds: [],
    allocIds: [],
    deploymentIds: [],
    jobVersionSeqs: [],
    jobKeys: [],
    ...what,
  },
];

export const completesEval = (evalId: string): Entry => [
  onEval,
  {
    type: 'EvaluationCompleted',
    v: 1,
    evalId,
    queuedAllocations: { example: 0 },
    failedGroups: {},
    logicVersion: 1,
    desiredUpdates: {},
  },
];
