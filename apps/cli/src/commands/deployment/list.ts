import { WireDeployment } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { during } from '../../step-error.ts';
import { deploymentTable } from '../../views/deployment-table.ts';

export const deploymentList: Command = {
  usage: 'steppe deployment list [options]',
  example: 'steppe deployment list',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    filter: { type: 'string', help: 'Show only deployments that match an expression.' },
    verbose: { type: 'boolean', help: 'Show whole IDs.' },
  },
  run: async (context) => {
    noArguments(context.parsed.args);
    return showDeployments(context, clientOf(context));
  },
};

export async function showDeployments(
  context: CommandContext,
  client: HttpClient,
): Promise<number> {
  const { parsed, terminal } = context;
  const query = { filter: parsed.value('filter') };
  const call = client.call('GET', '/v1/deployments', z.array(WireDeployment), { query });
  const { value } = await during('Error retrieving deployments', call);
  if (printFormatted(context, value)) return 0;
  terminal.out(deploymentTable(value, { verbose: parsed.flag('verbose') }));
  return 0;
}
