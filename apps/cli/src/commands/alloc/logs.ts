import type { WireAllocation } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import {
  ALLOCATION_FLAGS,
  chosenAllocation,
  missingAllocation,
  onlyTask,
} from '../../chosen-allocation.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { logPieces } from '../../logs/log-pieces.ts';
import { TAIL_FLAGS, tailOf } from '../../logs/tail.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

export const allocLogs: Command = {
  usage: 'steppe alloc logs [options] <allocation> [<task>]',
  example: 'steppe alloc logs -f -tail -n 20 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    ...ALLOCATION_FLAGS,
    ...TAIL_FLAGS,
    f: { type: 'boolean', help: 'Go on as more is written, until Ctrl-C.' },
    stderr: { type: 'boolean', help: 'Show what the task wrote to stderr.' },
    stdout: { type: 'boolean', help: 'Show what the task wrote to stdout; this is the default.' },
    task: { type: 'string', help: 'The task; needed when there are several.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    const [name, taskArgument, ...more] = parsed.args;
    if (name === undefined) throw new UsageError(missingAllocation(context));
    if (more.length > 0) throw new UsageError('This command takes one or two arguments');
    if (parsed.flag('stderr') && parsed.flag('stdout')) {
      throw new UsageError('Unable to support both stdout and stderr');
    }
    const client = clientOf(context);
    const allocation = await chosenAllocation(context, client, name);
    const task = parsed.value('task') ?? taskArgument ?? logTask(allocation);
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

function logTask(allocation: WireAllocation): string {
  try {
    return onlyTask(allocation);
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`Failed to validate task: ${error.message}`);
    throw error;
  }
}
