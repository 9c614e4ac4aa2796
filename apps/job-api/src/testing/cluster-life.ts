import { type DomainEvent, jobKey, type Node, subjects, type TaskEvent } from '@steppe/domain';
import { NOW_MS, type TestApi, testId } from './test-api.ts';

export const NODE_ID = testId('b', 1);

/** A node as its agent describes it, without drivers. */
export function bareNode(nodeId: string): Node {
  return {
    id: nodeId,
    name: 'client1',
    datacenter: 'dc1',
    nodePool: 'default',
    nodeClass: '',
    httpAddr: '127.0.0.1:5656',
    attributes: { 'os.name': 'debian' },
    meta: {},
    drivers: {},
    resources: {
      cpuMhz: 4000,
      cpuCores: 2,
      memoryMb: 8000,
      diskMb: 100_000,
      networks: [],
      minDynamicPort: 20_000,
      maxDynamicPort: 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
  };
}

/** A node registers. */
export async function addNode(api: TestApi, nodeId = NODE_ID): Promise<void> {
  const node = bareNode(nodeId);
  await api.append(subjects.client(nodeId), { type: 'NodeRegistered', v: 1, node });
}

/** Places an allocation of a job that is registered, as a scheduler would. */
export async function place(api: TestApi, jobId: string, allocId: string): Promise<void> {
  const version = api.projection.state.jobs.get(jobKey('default', jobId))?.current;
  if (!version) throw new Error(`no job ${jobId}`);
  await api.append(subjects.node(NODE_ID), {
    type: 'AllocationPlaced',
    v: 1,
    placement: {
      allocId,
      evalId: testId('e', 1),
      namespace: 'default',
      jobId,
      jobSeq: version.seq,
      group: version.job.groups[0]?.name ?? '',
      index: 0,
      ports: [],
    },
  });
}

/** What an agent reports once a task runs. */
export function running(
  allocId: string,
  task: string,
  newEvents: readonly TaskEvent[] = [],
): DomainEvent {
  return {
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus: 'running',
    clientDescription: 'Tasks are running',
    tasks: {
      [task]: {
        state: 'running',
        failed: false,
        restarts: 0,
        startedAtMs: NOW_MS,
        newEvents: [...newEvents],
      },
    },
  };
}
