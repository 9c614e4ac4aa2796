import { AllocCheckResults, type WireCheckResult } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { keyValues } from '../../layout/table.ts';
import { formatTime } from '../../layout/time.ts';
import { ALLOCATIONS, find } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const allocChecks: Command = {
  usage: 'steppe alloc checks [options] <allocation>',
  example: 'steppe alloc checks 8bb1da93',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [prefix, ...more] = parsed.args;
    if (prefix === undefined || more.length > 0) {
      throw new UsageError('This command takes one argument: <allocation>');
    }
    const client = clientOf(context);
    const allocation = await find(client, ALLOCATIONS, { prefix, ...viewOptionsOf(context) });
    const path = `/v1/client/allocation/${allocation.ID}/checks`;
    const { value } = await during(
      'Error querying allocation checks',
      client.call('GET', path, AllocCheckResults),
    );
    if (printFormatted(context, value)) return 0;
    const results = Object.values(value ?? {});
    const title = `Status of ${results.length} Nomad Service Checks`;
    terminal.out([title, ...results.map(block)].join('\n\n'));
    return 0;
  },
};

function block(result: WireCheckResult): string {
  return keyValues([
    ['ID', result.ID],
    ['Name', result.Check],
    ['Group', result.Group],
    ['Task', result.Task ?? '(group)'],
    ['Service', result.Service],
    ['Status', result.Status],
    ...(result.StatusCode === undefined
      ? []
      : [['StatusCode', String(result.StatusCode)] satisfies [string, string]]),
    ['Mode', result.Mode],
    ['Timestamp', formatTime(result.Timestamp * 1_000)],
    ['Output', result.Output.trim()],
  ]);
}
