import { AllocationStub, type WireAllocation } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../api.ts';
import { wholeNumber } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { Failure } from '../failure.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';
import { ALLOCATIONS, find, findJob, jobPath } from '../lookup.ts';
import { logPieces } from '../logs/log-pieces.ts';
import { during } from '../step-error.ts';
import { UsageError } from '../usage-error.ts';
import { viewOptionsOf } from '../views/view-options.ts';

export const allocLogs: Command = {
  usage: 'steppe alloc logs [options] <allocation> [<task>]',
  example: 'steppe alloc logs -f -tail -n 20 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    c: { type: 'string', help: 'With -tail: how many bytes to show.' },
    f: { type: 'boolean', help: 'Go on as more is written, until Ctrl-C.' },
    group: { type: 'string', help: 'With -job: an allocation of this group.' },
    job: { type: 'boolean', help: 'The argument is a job; one of its allocations is chosen.' },
    n: { type: 'string', help: 'With -tail: how many lines to show. Default: 10.' },
    stderr: { type: 'boolean', help: 'Show what the task wrote to stderr.' },
    stdout: { type: 'boolean', help: 'Show what the task wrote to stdout; this is the default.' },
    tail: { type: 'boolean', help: 'Begin near the end.' },
    task: { type: 'string', help: 'The task; needed when there are several.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    const [name, taskArgument, ...more] = parsed.args;
    if (name === undefined) throw new UsageError(missing(parsed.flag('job')));
    if (more.length > 0) throw new UsageError('This command takes one or two arguments');
    if (parsed.flag('stderr') && parsed.flag('stdout')) {
      throw new UsageError('Unable to support both stdout and stderr');
    }
    const client = clientOf(context);
    const allocation = await chosenAllocation(context, client, name);
    const task = parsed.value('task') ?? taskArgument ?? onlyTask(allocation);
    const type = parsed.flag('stderr') ? 'stderr' : 'stdout';
    const pieces = logPieces(client, {
      allocId: allocation.ID,
      task,
      type,
      follow: parsed.flag('f'),
      tail: tailOf(context),
      signal,
    });
    await during(`Failed to read ${type} file: error reading file`, print(pieces, terminal));
    return 0;
  },
};

async function print(
  pieces: AsyncIterable<Uint8Array>,
  terminal: CommandContext['terminal'],
): Promise<void> {
  for await (const piece of pieces) await terminal.write(piece);
}

function missing(isJob: boolean): string {
  return isJob ? 'A job ID is required' : 'An allocation ID is required';
}

/** Where to begin: at the start, or so many lines or bytes before the end. */
function tailOf({ parsed }: CommandContext): { lines: number } | { bytes: number } | undefined {
  if (!parsed.flag('tail')) return undefined;
  const bytes = parsed.value('c');
  return bytes === undefined
    ? { lines: wholeNumber(parsed.value('n') ?? '10', 'n') }
    : { bytes: wholeNumber(bytes, 'c') };
}

async function chosenAllocation(
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

function onlyTask({ ID, Job, TaskGroup }: WireAllocation): string {
  const group = (Job.TaskGroups ?? []).find(({ Name }) => Name === TaskGroup);
  const names = (group?.Tasks ?? []).map(({ Name }) => Name ?? '');
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return only;
  const list = names.map((name) => `  * ${name}`).join('\n');
  throw new Failure(
    `Failed to validate task: Allocation "${ID.slice(0, 8)}" is running the following tasks:\n` +
      `${list}\n\nPlease specify the task.`,
  );
}
