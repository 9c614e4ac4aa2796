import { subjects } from '@steppe/domain';
import { clientNode } from './cluster-life.ts';
import type { TestApi } from './test-api.ts';

/** A job that any node with `raw_exec` can run, as a client posts it. */
export function sleepJob(
  changes: Record<string, unknown> = {},
  group: Record<string, unknown> = {},
): { Job: Record<string, unknown> } {
  return {
    Job: {
      ID: 'sleep',
      Name: 'sleep',
      Datacenters: ['dc1'],
      TaskGroups: [
        {
          Name: 'app',
          Count: 1,
          Tasks: [
            {
              Name: 'main',
              Driver: 'raw_exec',
              Config: { command: '/bin/sleep', args: ['60'] },
              Resources: { CPU: 100, MemoryMB: 64 },
            },
          ],
          ...group,
        },
      ],
      ...changes,
    },
  };
}

/** A node that runs `raw_exec` registers. */
export async function addRawExecNode(api: TestApi, nodeId: string): Promise<void> {
  const driver = { detected: true, healthy: true, healthDescription: 'Healthy', attributes: {} };
  const drivers = { raw_exec: driver };
  const node = { ...clientNode(nodeId), drivers };
  await api.append(subjects.client(nodeId), { type: 'NodeRegistered', v: 1, node });
}
