import type { WireAllocation } from '@steppe/api-contract';
import { clientOf } from '../api.ts';
import {
  ALLOCATION_FLAGS,
  chosenAllocation,
  knownTask,
  missingAllocation,
  onlyTask,
} from '../chosen-allocation.ts';
import type { Command, CommandContext } from '../command.ts';
import { runInTask } from '../exec/run-in-task.ts';
import { Failure } from '../failure.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';
import { UsageError } from '../usage-error.ts';

const ESCAPE_DEFAULT = '~';

export const allocExec: Command = {
  usage: 'steppe alloc exec [options] <allocation> <command>',
  example: 'steppe alloc exec 8bb1da93 /bin/sh',
  flagsFirst: true,
  flags: {
    ...CLIENT_FLAGS,
    ...ALLOCATION_FLAGS,
    e: {
      type: 'string',
      help: `Begins the sequence that leaves a terminal, at the start of a line and before a dot; or none. Default: ${ESCAPE_DEFAULT}.`,
    },
    i: { type: 'boolean', help: 'Pass on what is typed or piped. Default: true.' },
    t: { type: 'boolean', help: 'Run on a terminal. Default: when this is one.' },
    task: { type: 'string', help: 'The task; needed when there are several.' },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    const [name, ...words] = parsed.args;
    if (name === undefined) throw new UsageError(missingAllocation(context));
    const command = words[0] === '--' ? words.slice(1) : words;
    if (command.length === 0) throw new UsageError('A command is required');
    const escape = escapeOf(context);
    const interactive = !parsed.isOff('i');
    const isTerminal = terminal.screen !== undefined && interactive;
    const tty = parsed.flag('t') || (isTerminal && !parsed.isOff('t'));
    if (tty && !interactive) throw new Failure('-i must be enabled if running with tty');
    const client = clientOf(context);
    const allocation = await chosenAllocation(context, client, name);
    const query = {
      task: taskOf(context, allocation),
      command: JSON.stringify(command),
      tty,
      ws_handshake: true,
    };
    const url = client.socketUrl(`/v1/client/allocation/${allocation.ID}/exec`, query);
    return runInTask({ client, url, terminal, interactive, tty, escape, signal });
  },
};

function taskOf({ parsed }: CommandContext, allocation: WireAllocation): string {
  const task = parsed.value('task');
  if (task === undefined) return onlyTask(allocation);
  knownTask(allocation, task);
  return task;
}

/** @throws UsageError when it is neither one character nor `none`. */
function escapeOf({ parsed }: CommandContext): string | undefined {
  const text = parsed.value('e') ?? ESCAPE_DEFAULT;
  if (text === 'none') return undefined;
  if (/^[\x21-\x7e]$/.test(text)) return text;
  throw new Failure("-e requires 'none' or a single character");
}
