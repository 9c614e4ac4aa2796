import { AllocationStub, type WireAllocation } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import type { CommandContext } from './command.ts';
import { Failure } from './failure.ts';
import { ALLOCATIONS, find, findJob, jobPath } from './lookup.ts';
import { during } from './step-error.ts';
import { viewOptionsOf } from './views/view-options.ts';

/** Flags of commands that work on one allocation, which may be named by its job. */
export const ALLOCATION_FLAGS = {
  group: { type: 'string', help: 'With -job: an allocation of this group.' },
  job: { type: 'boolean', help: 'The argument is a job; one of its allocations is chosen.' },
} as const;

/** The allocation that an ID or the beginning of one means, or with `-job` one of a job. */
export async function chosenAllocation(
  context: CommandContext,
  client: HttpClient,
  name: string,
): Promise<WireAllocation> {
  const options = viewOptionsOf(context);
  const prefix = context.parsed.flag('job')
    ? await allocationOfJob(client, { job: name, group: context.parsed.value('group') })
    : name;
  return find(client, ALLOCATIONS, { prefix, ...options });
}

/** What is said when the command is called without the allocation. */
export function missingAllocation({ parsed }: Pick<CommandContext, 'parsed'>): string {
  return parsed.flag('job') ? 'A job ID is required' : 'An allocation ID is required';
}

/** The newest allocation of a job, one that runs if there is any. */
async function allocationOfJob(
  client: HttpClient,
  { job, group }: { job: string; group: string | undefined },
): Promise<string> {
  const { ID, Namespace } = await findJob(client, job);
  const query = { namespace: Namespace };
  const call = client.call('GET', jobPath(ID, 'allocations'), z.array(AllocationStub), { query });
  const { value } = await during('Error querying allocations', call);
  const ofGroup = value.filter(({ TaskGroup }) => group === undefined || TaskGroup === group);
  const newest = ofGroup.toSorted((a, b) => b.CreateIndex - a.CreateIndex);
  const chosen = newest.find(({ ClientStatus }) => ClientStatus === 'running') ?? newest[0];
  if (chosen) return chosen.ID;
  const within = group === undefined ? '' : ` within group "${group}"`;
  throw new Failure(`No allocations for job "${ID}"${within} found`);
}

/** @throws Failure when there is more than one, so that it must be named. */
export function onlyTask(allocation: WireAllocation): string {
  const names = taskNames(allocation);
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return only;
  const list = names.map((name) => `  * ${name}`).join('\n');
  throw new Failure(
    `Allocation "${allocation.ID.slice(0, 8)}" is running the following tasks:\n` +
      `${list}\n\nPlease specify the task.`,
  );
}

/** @throws Failure when the allocation has no such task. */
export function knownTask(allocation: WireAllocation, task: string): void {
  const names = taskNames(allocation);
  if (names.includes(task)) return;
  throw new Failure(`Could not find task named: ${task}, found:\n${names.join('\n')}`);
}

export function taskNames({ Job, TaskGroup }: WireAllocation): readonly string[] {
  const group = (Job.TaskGroups ?? []).find(({ Name }) => Name === TaskGroup);
  return (group?.Tasks ?? []).map(({ Name }) => Name ?? '');
}
