import { WireAllocation, WireNode } from '@steppe/api-contract';
import { z } from 'zod';
import { during } from '../step-error.ts';
import { drainNews } from './drain-progress.ts';
import type { Monitor } from './monitor.ts';
import { watch } from './watch.ts';

interface Drain {
  readonly nodeId: string;
  readonly ignoreSystemJobs: boolean;
}

/** Tells how a node empties, until its drain is over and what it moved away has stopped. */
export async function monitorDrain(monitor: Monitor, drain: Drain): Promise<void> {
  const both = Promise.all([untilDrained(monitor, drain), untilEmpty(monitor, drain)]);
  await during('Error monitoring drain', both);
}

async function untilDrained(monitor: Monitor, { nodeId }: Drain): Promise<void> {
  const { client, signal } = monitor;
  for await (const { DrainStrategy } of watch(client, `/v1/node/${nodeId}`, WireNode, signal)) {
    if (DrainStrategy) continue;
    monitor.print(`${monitor.time()}: Drain complete for node ${nodeId}`);
    return;
  }
}

async function untilEmpty(monitor: Monitor, { nodeId, ignoreSystemJobs }: Drain): Promise<void> {
  const { client, signal } = monitor;
  const path = `/v1/node/${nodeId}/allocations`;
  let before = new Map<string, WireAllocation>();
  for await (const allocations of watch(client, path, z.array(WireAllocation), signal)) {
    for (const line of drainNews(before, allocations)) monitor.print(`${monitor.time()}: ${line}`);
    before = new Map(allocations.map((allocation) => [allocation.ID, allocation]));
    const isHolding = ({ ClientStatus, Job }: WireAllocation): boolean =>
      LIVE.has(ClientStatus) && !(ignoreSystemJobs && Job.Type === 'system');
    if (allocations.some(isHolding)) continue;
    monitor.print(`${monitor.time()}: All allocations on node "${nodeId}" have stopped`);
    return;
  }
}

const LIVE = new Set(['pending', 'running']);
