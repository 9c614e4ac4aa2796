import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { knownTask } from '../../chosen-allocation.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { ALLOCATIONS, find } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

const ARGUMENTS = 'This command takes up to two arguments: <alloc-id> <task>';
const SIGNAL_DEFAULT = 'SIGKILL';

export const allocSignal: Command = {
  usage: 'steppe alloc signal [options] <allocation> [<task>]',
  example: 'steppe alloc signal -s SIGHUP 8bb1da93 server',
  flags: {
    ...CLIENT_FLAGS,
    s: { type: 'string', help: `The signal. Default: ${SIGNAL_DEFAULT}.` },
    task: { type: 'string', help: 'The task. Default: those that run.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const [prefix, taskArgument, ...more] = parsed.args;
    if (prefix === undefined || more.length > 0) throw new UsageError(ARGUMENTS);
    const task = parsed.value('task') ?? taskArgument;
    const client = clientOf(context);
    const options = { prefix, ...viewOptionsOf(context) };
    const allocation = await find(client, ALLOCATIONS, options);
    if (task !== undefined) knownTask(allocation, task);
    const body = { Task: task ?? '', Signal: parsed.value('s') ?? SIGNAL_DEFAULT };
    const path = `/v1/client/allocation/${allocation.ID}/signal`;
    const call = client.call('POST', path, z.looseObject({}), { body });
    await during('Error signalling allocation', call);
    return 0;
  },
};
