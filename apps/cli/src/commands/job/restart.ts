import { setTimeout } from 'node:timers/promises';
import { AllocationStub, type JobStub, WireDeployment } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { isConfirmed } from '../../confirm.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { shortId } from '../../layout/quantity.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { type Monitor, monitorOf } from '../../monitor/monitor.ts';
import { restartAllocation } from '../../restart/restart-allocation.ts';
import { batchesOf, type RestartOptions, restartOptionsOf } from '../../restart/restart-options.ts';
import { during } from '../../step-error.ts';

export const jobRestart: Command = {
  usage: 'steppe job restart [options] <job>',
  example: 'steppe job restart -batch-size 25% -batch-wait 10s hello',
  flags: {
    ...CLIENT_FLAGS,
    'all-tasks': { type: 'boolean', help: 'Restart tasks that have ended too.' },
    'batch-size': {
      type: 'string',
      help: 'How many allocations at a time, e.g. 2 or 25%. Default: 1.',
    },
    'batch-wait': {
      type: 'string',
      help: 'How long to wait between batches, or "ask". Default: 0s.',
    },
    group: { type: 'string', multiple: true, help: 'Only this group; may be given several times.' },
    'no-shutdown-delay': { type: 'boolean', help: "Skip the tasks' shutdown delays." },
    'on-error': { type: 'string', help: 'When a batch fails: "ask" or "fail". Default: ask.' },
    reschedule: { type: 'boolean', help: 'Stop allocations and have them placed anew.' },
    task: { type: 'string', multiple: true, help: 'Only this task; may be given several times.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
    yes: { type: 'boolean', help: 'Ask nothing, and go on after errors.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const options = restartOptionsOf(parsed, { isInteractive: terminal.screen !== undefined });
    const client = clientOf(context);
    const job = await findJob(client, prefix);
    const question = `Are you sure you want to restart job "${job.ID}"?`;
    if (job.ID !== prefix && !parsed.flag('yes') && !(await isConfirmed(context, question))) {
      terminal.out('Job restart canceled.');
      return 0;
    }
    await checkDeployment(context, client, job);
    const allocs = (await runningOf(client, job)).filter((alloc) => isMeant(alloc, options));
    if (allocs.length === 0) {
      terminal.out('No allocations to restart');
      return 0;
    }
    return restartAll(context, allocs, options);
  },
};

/** @throws Failure while a deployment goes on: two hands on the same allocations would fight. */
async function checkDeployment(
  context: CommandContext,
  client: HttpClient,
  { ID, Namespace }: JobStub,
): Promise<void> {
  const query = { namespace: Namespace };
  const path = jobPath(ID, 'deployment');
  const call = client.call('GET', path, WireDeployment.nullable(), { query });
  const { value } = await during('Error retrieving deployment', call);
  if (!value || !['running', 'paused', 'pending', 'blocked'].includes(value.Status)) return;
  const id = shortId(value.ID, { verbose: context.parsed.flag('verbose') });
  throw new Failure(`Deployment "${id}" is "${value.Status}"`);
}

async function runningOf(
  client: HttpClient,
  { ID, Namespace }: JobStub,
): Promise<AllocationStub[]> {
  const query = { namespace: Namespace };
  const path = jobPath(ID, 'allocations');
  const call = client.call('GET', path, z.array(AllocationStub), { query });
  const { value } = await during('Error retrieving allocations', call);
  return value
    .filter(
      ({ ClientStatus, DesiredStatus }) => ClientStatus === 'running' && DesiredStatus === 'run',
    )
    .toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
}

function isMeant(
  { TaskGroup, TaskStates }: AllocationStub,
  { groups, tasks }: RestartOptions,
): boolean {
  if (groups.length > 0 && !groups.includes(TaskGroup)) return false;
  return tasks.length === 0 || tasks.some((task) => TaskStates?.[task] !== undefined);
}

async function restartAll(
  context: CommandContext,
  allocs: readonly AllocationStub[],
  options: RestartOptions,
): Promise<number> {
  const monitor = monitorOf(context, clientOf(context));
  const one = allocs.length === 1;
  monitor.headline(`Restarting ${one ? '1 allocation' : `${allocs.length} allocations`}`);
  const errors: string[] = [];
  const batches = batchesOf(allocs, options.batchSize);
  for (const [i, batch] of batches.entries()) {
    if (i > 0 && !(await waitForNext(context, options))) return canceled(monitor);
    const failed = await restartBatch(monitor, batch, options);
    errors.push(...failed);
    if (failed.length > 0 && i < batches.length - 1 && !(await goesOn(context, failed, options))) {
      break;
    }
  }
  monitor.headline(`Job restart finished${errors.length > 0 ? ' with errors' : ''}`);
  if (errors.length === 0) {
    monitor.print('\nJob restarted successfully!');
    return 0;
  }
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  throw new Failure(`${count} occurred while restarting job:\n${bulletsOf(errors)}`);
}

/** @returns what went wrong, an entry for each allocation that could not be restarted. */
async function restartBatch(
  monitor: Monitor,
  batch: readonly AllocationStub[],
  options: RestartOptions,
): Promise<string[]> {
  const settled = await Promise.allSettled(
    batch.map((alloc) => restartAllocation(monitor, alloc, options)),
  );
  monitor.signal.throwIfAborted();
  return settled.flatMap((result, i) =>
    result.status === 'fulfilled'
      ? []
      : [`Allocation "${shortId(batch[i]?.ID ?? '', monitor)}": ${messageOf(result.reason)}`],
  );
}

async function goesOn(
  context: CommandContext,
  failed: readonly string[],
  { onError }: RestartOptions,
): Promise<boolean> {
  if (onError === 'ignore') return true;
  if (onError === 'fail') return false;
  context.terminal.err(bulletsOf(failed));
  return isConfirmed(context, 'Errors occurred while restarting. Continue with the next batch?');
}

/** @returns whether to go on. */
async function waitForNext(
  context: CommandContext,
  { batchWait }: RestartOptions,
): Promise<boolean> {
  if (batchWait === 'ask') return isConfirmed(context, 'Proceed with the next batch?');
  if (batchWait.ms > 0) await setTimeout(batchWait.ms, undefined, { signal: context.signal });
  return true;
}

function canceled(monitor: Monitor): number {
  monitor.headline('Job restart canceled');
  return 0;
}

function bulletsOf(lines: readonly string[]): string {
  return lines.map((line) => `* ${line}`).join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
