import { AllocStopResponse, type AllocationStub, WireAllocation } from '@steppe/api-contract';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { shortId } from '../layout/quantity.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { watch } from '../monitor/watch.ts';
import type { RestartOptions } from './restart-options.ts';

const ENDED = new Set(['complete', 'failed', 'lost']);

/** Restarts one allocation, or has it placed anew, and waits until it runs again. */
export async function restartAllocation(
  monitor: Monitor,
  alloc: AllocationStub,
  options: RestartOptions,
): Promise<void> {
  if (options.reschedule) await reschedule(monitor, alloc, options);
  else await restartInPlace(monitor, alloc, options);
}

async function restartInPlace(
  monitor: Monitor,
  { ID, TaskGroup, TaskStates }: AllocationStub,
  { tasks, allTasks }: RestartOptions,
): Promise<void> {
  const { client, signal, say } = monitor;
  const known = tasks.filter((task) => TaskStates?.[task] !== undefined);
  const targets = tasks.length === 0 ? [''] : known;
  for (const task of targets) {
    const what = allTasks ? 'all tasks' : task === '' ? 'running tasks' : `task "${task}"`;
    say(`Restarting ${what} in allocation "${shortId(ID, monitor)}" for group "${TaskGroup}"`);
    const body = { TaskName: task, AllTasks: allTasks };
    const path = `/v1/client/allocation/${ID}/restart`;
    await client.call('POST', path, z.looseObject({}), { body, signal });
  }
}

async function reschedule(
  monitor: Monitor,
  { ID, TaskGroup }: AllocationStub,
  { noShutdownDelay }: RestartOptions,
): Promise<void> {
  const { client, signal, say } = monitor;
  const old = shortId(ID, monitor);
  say(`Rescheduling allocation "${old}" for group "${TaskGroup}"`);
  const query = { no_shutdown_delay: noShutdownDelay || undefined };
  await client.call('POST', `/v1/allocation/${ID}/stop`, AllocStopResponse, { query, signal });
  const { NextAllocation: nextId = '' } = await until(monitor, ID, (alloc) =>
    Boolean(alloc.NextAllocation),
  );
  const next = shortId(nextId, monitor);
  say(`Allocation "${old}" replaced by "${next}", waiting for "${next}" to start running`);
  const { ClientStatus } = await until(
    monitor,
    nextId,
    (alloc) => alloc.ClientStatus === 'running' || ENDED.has(alloc.ClientStatus),
  );
  if (ClientStatus !== 'running') {
    throw new Failure(`Allocation "${next}" that replaced "${old}" is "${ClientStatus}"`);
  }
  say(`Allocation "${next}" is "running"`);
}

async function until(
  { client, signal }: Monitor,
  allocId: string,
  isReached: (alloc: WireAllocation) => boolean,
): Promise<WireAllocation> {
  for await (const alloc of watch(client, `/v1/allocation/${allocId}`, WireAllocation, signal)) {
    if (isReached(alloc)) return alloc;
  }
  throw new Error('the watch of an allocation ended by itself');
}
