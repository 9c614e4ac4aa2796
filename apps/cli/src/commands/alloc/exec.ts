import type { WireAllocation } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import {
  ALLOCATION_FLAGS,
  chosenAllocation,
  knownTask,
  missingAllocation,
  onlyTask,
} from '../../chosen-allocation.ts';
import type { Command, CommandContext } from '../../command.ts';
import { EXEC_FLAGS, execTerminal } from '../../exec/exec-flags.ts';
import { runInTask } from '../../exec/run-in-task.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { UsageError } from '../../usage-error.ts';

export const allocExec: Command = {
  usage: 'steppe alloc exec [options] <allocation> <command>',
  example: 'steppe alloc exec 8bb1da93 /bin/sh',
  flagsFirst: true,
  flags: {
    ...CLIENT_FLAGS,
    ...ALLOCATION_FLAGS,
    ...EXEC_FLAGS,
    task: { type: 'string', help: 'The task; needed when there are several.' },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    const [name, ...words] = parsed.args;
    if (name === undefined) throw new UsageError(missingAllocation(context));
    const command = words[0] === '--' ? words.slice(1) : words;
    if (command.length === 0) throw new UsageError('A command is required');
    const how = execTerminal(context);
    const client = clientOf(context);
    const allocation = await chosenAllocation(context, client, name);
    const query = {
      task: taskOf(context, allocation),
      command: JSON.stringify(command),
      tty: how.tty,
      ws_handshake: true,
    };
    const url = client.socketUrl(`/v1/client/allocation/${allocation.ID}/exec`, query);
    return runInTask({ client, url, terminal, ...how, signal });
  },
};

function taskOf({ parsed }: CommandContext, allocation: WireAllocation): string {
  const task = parsed.value('task');
  if (task === undefined) return onlyTask(allocation);
  knownTask(allocation, task);
  return task;
}
