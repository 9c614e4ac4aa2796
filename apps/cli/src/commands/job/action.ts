import { AllocationStub, type WireAllocation } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import { onlyTask } from '../../chosen-allocation.ts';
import type { Command, CommandContext } from '../../command.ts';
import { EXEC_FLAGS, execTerminal } from '../../exec/exec-flags.ts';
import { runInTask } from '../../exec/run-in-task.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { ALLOCATIONS, find, findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const jobAction: Command = {
  usage: 'steppe job action [options] <action>',
  example: 'steppe job action -job cache -group redis -task server flush',
  flags: {
    ...CLIENT_FLAGS,
    ...EXEC_FLAGS,
    alloc: { type: 'string', help: 'The allocation. Default: one of the group that runs.' },
    group: { type: 'string', help: 'The group; needed without -alloc.' },
    job: { type: 'string', help: 'The job.' },
    task: { type: 'string', help: 'The task; needed without -alloc.' },
  },
  run: async (context) => {
    const { parsed, signal, terminal } = context;
    const action = onlyArgument(parsed.args, 'An action name is required');
    const prefix = parsed.value('job');
    if (prefix === undefined) throw new UsageError('A job ID is required');
    refuseIncomplete(context);
    const how = execTerminal(context);
    const client = clientOf(context);
    const { ID, Namespace } = await findJob(client, prefix);
    const { allocId, group, task } = await placeOf(context, client, ID);
    const url = client.socketUrl(jobPath(ID, 'action'), {
      namespace: Namespace,
      action,
      allocID: allocId,
      group,
      task,
      tty: how.tty,
      ws_handshake: true,
    });
    return runInTask({ client, url, terminal, ...how, signal });
  },
};

/** The texts are Nomad's. */
function refuseIncomplete({ parsed }: CommandContext): void {
  if (parsed.value('alloc') !== undefined) return;
  if (parsed.value('group') === undefined) {
    throw new UsageError('A group name is required if no allocation is provided');
  }
  if (parsed.value('task') === undefined) {
    throw new UsageError('A task name is required if no allocation is provided');
  }
}

interface Place {
  readonly allocId: string;
  readonly group: string;
  readonly task: string;
}

/** Where the action runs: in the allocation that is named, or the newest of the group that runs. */
async function placeOf(context: CommandContext, client: HttpClient, jobId: string): Promise<Place> {
  const { parsed } = context;
  const prefix = parsed.value('alloc');
  if (prefix !== undefined) {
    const options = { prefix, ...viewOptionsOf(context) };
    const allocation: WireAllocation = await find(client, ALLOCATIONS, options);
    const task = parsed.value('task') ?? onlyTask(allocation);
    return { allocId: allocation.ID, group: allocation.TaskGroup, task };
  }
  const [group, task] = [parsed.value('group') ?? '', parsed.value('task') ?? ''];
  const call = client.call('GET', jobPath(jobId, 'allocations'), z.array(AllocationStub));
  const { value } = await during('Error fetching allocations', call);
  const running = value
    .filter(({ TaskGroup, ClientStatus }) => TaskGroup === group && ClientStatus === 'running')
    .toSorted((a, b) => b.CreateIndex - a.CreateIndex);
  const allocId = running[0]?.ID;
  if (allocId !== undefined) return { allocId, group, task };
  throw new Failure(
    `Error fetching allocations: task group "${group}" doesn't exist or it has no allocations`,
  );
}
