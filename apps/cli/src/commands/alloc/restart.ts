import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { knownTask } from '../../chosen-allocation.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { ALLOCATIONS, find } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

const ARGUMENTS = 'This command takes one or two arguments: <alloc-id> <task-name>';

export const allocRestart: Command = {
  usage: 'steppe alloc restart [options] <allocation> [<task>]',
  example: 'steppe alloc restart 8bb1da93 server',
  flags: {
    ...CLIENT_FLAGS,
    'all-tasks': {
      type: 'boolean',
      help: 'Restart all tasks in the order of their lives, also those that have ended.',
    },
    task: { type: 'string', help: 'The task. Default: those that run.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const [prefix, taskArgument, ...more] = parsed.args;
    if (prefix === undefined || more.length > 0) throw new UsageError(ARGUMENTS);
    const task = parsed.value('task') ?? taskArgument;
    if (task !== undefined && parsed.flag('all-tasks')) {
      throw new Failure('The -all-tasks option is not allowed when restarting a specific task.');
    }
    const client = clientOf(context);
    const options = { prefix, ...viewOptionsOf(context) };
    const allocation = await find(client, ALLOCATIONS, options);
    if (task !== undefined) knownTask(allocation, task);
    const body = { TaskName: task ?? '', AllTasks: parsed.flag('all-tasks') };
    const path = `/v1/client/allocation/${allocation.ID}/restart`;
    const call = client.call('POST', path, z.looseObject({}), { body });
    await during('Failed to restart allocation', call);
    return 0;
  },
};
