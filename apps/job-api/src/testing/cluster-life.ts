import { type DomainEvent, jobKey, type Node, subjects, type TaskEvent } from '@steppe/domain';
import { bareNode, NO_RESOURCES } from '@steppe/domain/testing';
import { NOW_MS, type TestApi, testId } from './test-api.ts';

export const NODE_ID = testId('b', 1);

/** A node as its agent describes it, without drivers. */
export function clientNode(nodeId: string): Node {
  return bareNode(nodeId, {
    name: 'client1',
    httpAddr: '127.0.0.1:5656',
    attributes: { 'os.name': 'debian' },
    resources: {
      ...NO_RESOURCES,
      cpuMhz: 4_000,
      cpuCores: 2,
      memoryMb: 8_000,
      diskMb: 100_000,
    },
  });
}

/** A node registers. */
export async function addNode(api: TestApi, nodeId = NODE_ID): Promise<void> {
  const node = clientNode(nodeId);
  await api.append(subjects.client(nodeId), { type: 'NodeRegistered', v: 1, node });
}

/** Places an allocation of a job that is registered, as a scheduler would. */
export async function place(
  api: TestApi,
  jobId: string,
  allocId: string,
  namespace = 'default',
): Promise<void> {
  const version = api.projection.state.jobs.get(jobKey(namespace, jobId))?.current;
  if (!version) throw new Error(`no job ${jobId}`);
  await api.append(subjects.node(NODE_ID), {
    type: 'AllocationPlaced',
    v: 1,
    placement: {
      allocId,
      evalId: testId('e', 1),
      namespace,
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
