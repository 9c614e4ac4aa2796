import { AllocStopResponse } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { ALLOCATIONS, find } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const allocStop: Command = {
  usage: 'steppe alloc stop [options] <allocation>',
  example: 'steppe alloc stop 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    detach: { type: 'boolean', help: 'Do not follow the evaluation; print its ID.' },
    'no-shutdown-delay': { type: 'boolean', help: "Skip the tasks' shutdown delays." },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const message = 'This command takes one argument: <alloc-id>';
    const prefix = onlyArgument(parsed.args, message);
    const client = clientOf(context);
    const { ID } = await find(client, ALLOCATIONS, { prefix, ...viewOptionsOf(context) });
    const query = { no_shutdown_delay: parsed.flag('no-shutdown-delay') || undefined };
    const call = client.call('POST', `/v1/allocation/${ID}/stop`, AllocStopResponse, { query });
    const { EvalID } = (await during('Error stopping allocation', call)).value;
    if (parsed.flag('detach')) {
      terminal.out(EvalID);
      return 0;
    }
    return monitorEvaluation(monitorOf(context, client), EvalID);
  },
};
