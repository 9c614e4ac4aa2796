import { z } from 'zod';
import type { Cluster } from '../e2e/harness/cluster.ts';
import { until } from '../e2e/harness/until.ts';

const Nodes = z.array(z.object({ Status: z.string() }));
const Jobs = z.array(z.object({ ID: z.string() }));
const Allocs = z.array(z.object({ ClientStatus: z.string() }));

/** What the clients were that answered when Nomad was recorded. */
const CLIENT = { plugin: [{ raw_exec: [{ config: [{ enabled: true }] }] }] };

/** Starts the two clients, and waits until both take allocations. */
export async function startClients(cluster: Cluster): Promise<void> {
  for (const name of ['client1', 'client2'] as const) await cluster.startAgent(name, CLIENT);
  await until('both nodes are ready', async () => {
    const nodes = Nodes.parse(await cluster.get('/v1/nodes'));
    return nodes.length === 2 && nodes.every(({ Status }) => Status === 'ready');
  });
}

/** Stops every job, and waits until no task is left on this machine. */
export async function endAllocations(cluster: Cluster): Promise<void> {
  for (const { ID } of Jobs.parse(await cluster.get('/v1/jobs'))) {
    await fetch(`${cluster.api}/v1/job/${encodeURIComponent(ID)}`, { method: 'DELETE' });
  }
  await until('nothing runs any more', async () => {
    const allocs = Allocs.parse(await cluster.get('/v1/allocations'));
    return allocs.every(
      ({ ClientStatus }) => ClientStatus !== 'running' && ClientStatus !== 'pending',
    );
  });
}
