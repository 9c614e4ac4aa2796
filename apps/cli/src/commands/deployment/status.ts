import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { DEPLOYMENTS, find } from '../../lookup.ts';
import { monitorDeployment } from '../../monitor/monitor-deployment.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { deploymentBlock } from '../../views/deployment.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import { showDeployments } from './list.ts';

export const deploymentStatus: Command = {
  usage: 'steppe deployment status [options] [<deployment>]',
  example: 'steppe deployment status -monitor 15059c28',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    ...UI_FLAG,
    monitor: { type: 'boolean', help: 'Follow it until it has ended.' },
    verbose: { type: 'boolean', help: 'Show whole IDs.' },
    wait: { type: 'string', help: 'Taken for compatibility: what is new is shown at once.' },
  },
  run: async (context) => {
    const id = optionalArgument(
      context.parsed.args,
      'This command takes either no arguments or one: <deployment>',
    );
    const client = clientOf(context);
    return id === undefined
      ? showDeployments(context, client)
      : showDeployment(context, client, id);
  },
};

/** Prints the status of the deployment that the beginning of an ID means. */
export async function showDeployment(
  context: CommandContext,
  client: HttpClient,
  prefix: string,
): Promise<number> {
  const { parsed, terminal } = context;
  const options = viewOptionsOf(context);
  const deployment = await find(client, DEPLOYMENTS, { prefix, ...options });
  if (parsed.flag('monitor')) return monitorDeployment(monitorOf(context, client), deployment.ID);
  if (printFormatted(context, deployment)) return 0;
  terminal.out(deploymentBlock(deployment, options));
  return 0;
}
