import { WireDeployment } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { Failure } from '../../failure.ts';
import { printFormatted } from '../../formatted.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { deploymentBlock } from '../../views/deployment.ts';
import { deploymentTable } from '../../views/deployment-table.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import {
  changeDeployment,
  FOLLOW_FLAGS,
  followUnlessDetached,
  GROUP_FLAG,
  promotionOf,
} from '../deployment/change.ts';

const ARGUMENT = 'This command takes one argument: <job>';

export const jobDeployments: Command = {
  usage: 'steppe job deployments [options] <job>',
  example: 'steppe job deployments -latest hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    all: { type: 'boolean', help: 'Also show those of earlier jobs with the same ID.' },
    latest: { type: 'boolean', help: 'Show the latest one only, with its groups.' },
    verbose: { type: 'boolean', help: 'Show whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, ARGUMENT);
    const options = viewOptionsOf(context);
    if (parsed.flag('latest')) {
      const latest = await latestOf(context, prefix);
      if (!printFormatted(context, latest)) terminal.out(deploymentBlock(latest, options));
      return 0;
    }
    const client = clientOf(context);
    const { ID } = await findJob(client, prefix);
    const query = { all: parsed.flag('all') || undefined };
    const path = jobPath(ID, 'deployments');
    const call = client.call('GET', path, z.array(WireDeployment), { query });
    const { value } = await during('Error retrieving deployments', call);
    if (!printFormatted(context, value)) terminal.out(deploymentTable(value, options));
    return 0;
  },
};

export const jobPromote: Command = {
  usage: 'steppe job promote [options] <job>',
  example: 'steppe job promote hello',
  flags: { ...CLIENT_FLAGS, ...FOLLOW_FLAGS, ...GROUP_FLAG },
  run: async (context) => {
    const client = clientOf(context);
    const latest = await latestOf(context, onlyArgument(context.parsed.args, ARGUMENT));
    const evalId = await changeDeployment(client, latest, {
      action: 'promote',
      step: 'Error promoting deployment',
      fields: promotionOf(context),
    });
    return followUnlessDetached(context, client, evalId);
  },
};

/** The latest deployment of a job. @throws Failure when it has none. */
async function latestOf(context: CommandContext, prefix: string): Promise<WireDeployment> {
  const client = clientOf(context);
  const { ID } = await findJob(client, prefix);
  const call = client.call('GET', jobPath(ID, 'deployment'), WireDeployment.nullable());
  const { value } = await during('Error retrieving deployments', call);
  if (!value) throw new Failure(`Job "${ID}" has no deployment`);
  return value;
}
