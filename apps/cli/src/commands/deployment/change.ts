import { DeploymentUpdateResponse, type WireDeployment } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { DEPLOYMENTS, find } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

/** The deployment that a command names by the beginning of its ID. */
async function named(context: CommandContext, client: HttpClient): Promise<WireDeployment> {
  const message = 'This command takes one argument: <deployment id>';
  const prefix = onlyArgument(context.parsed.args, message);
  return find(client, DEPLOYMENTS, { prefix, ...viewOptionsOf(context) });
}

/** Asks for a change of a deployment. @returns the ID of the evaluation that goes on from there, or ''. */
export async function changeDeployment(
  client: HttpClient,
  { ID }: WireDeployment,
  { action, step, fields = {} }: { action: string; step: string; fields?: object },
): Promise<string> {
  const path = `/v1/deployment/${action}/${ID}`;
  const body = { DeploymentID: ID, ...fields };
  const call = client.call('POST', path, DeploymentUpdateResponse, { body });
  return (await during(step, call)).value.EvalID;
}

/** Follows an evaluation, unless it is not wanted or there is none. */
export async function followUnlessDetached(
  context: CommandContext,
  client: HttpClient,
  evalId: string,
): Promise<number> {
  if (evalId === '') return 0;
  if (context.parsed.flag('detach')) {
    context.terminal.out(`Evaluation ID: ${evalId}`);
    return 0;
  }
  return monitorEvaluation(monitorOf(context, client), evalId);
}

const VERBOSE = { verbose: { type: 'boolean', help: 'Print whole IDs.' } } as const;
export const FOLLOW_FLAGS = {
  ...VERBOSE,
  detach: { type: 'boolean', help: 'Do not follow the evaluation; print its ID.' },
} as const;
export const GROUP_FLAG = {
  group: {
    type: 'string',
    multiple: true,
    help: 'Promote this group only; may be given more than once.',
  },
} as const;

/** The canaries of which groups are good. */
export function promotionOf({ parsed }: CommandContext): { All: boolean; Groups: string[] } {
  const groups = parsed.values('group');
  return { All: groups.length === 0, Groups: [...groups] };
}

export const deploymentPromote: Command = {
  usage: 'steppe deployment promote [options] <deployment id>',
  example: 'steppe deployment promote 15059c28',
  flags: { ...CLIENT_FLAGS, ...FOLLOW_FLAGS, ...GROUP_FLAG },
  run: async (context) => {
    const client = clientOf(context);
    const evalId = await changeDeployment(client, await named(context, client), {
      action: 'promote',
      step: 'Error promoting deployment',
      fields: promotionOf(context),
    });
    return followUnlessDetached(context, client, evalId);
  },
};

export const deploymentFail: Command = {
  usage: 'steppe deployment fail [options] <deployment id>',
  example: 'steppe deployment fail 15059c28',
  flags: { ...CLIENT_FLAGS, ...FOLLOW_FLAGS },
  run: async (context) => {
    const client = clientOf(context);
    const deployment = await named(context, client);
    const step = 'Error failing deployment';
    const evalId = await changeDeployment(client, deployment, { action: 'fail', step });
    context.terminal.out(`Deployment "${deployment.ID}" failed\n`);
    return followUnlessDetached(context, client, evalId);
  },
};

export const deploymentPause: Command = {
  usage: 'steppe deployment pause [options] <deployment id>',
  example: 'steppe deployment pause 15059c28',
  flags: { ...CLIENT_FLAGS, ...VERBOSE },
  run: async (context) => {
    const client = clientOf(context);
    const deployment = await named(context, client);
    await changeDeployment(client, deployment, {
      action: 'pause',
      step: 'Error pausing deployment',
      fields: { Pause: true },
    });
    context.terminal.out(`Deployment "${deployment.ID}" paused`);
    return 0;
  },
};

export const deploymentResume: Command = {
  usage: 'steppe deployment resume [options] <deployment id>',
  example: 'steppe deployment resume 15059c28',
  flags: { ...CLIENT_FLAGS, ...FOLLOW_FLAGS },
  run: async (context) => {
    const client = clientOf(context);
    const deployment = await named(context, client);
    const evalId = await changeDeployment(client, deployment, {
      action: 'pause',
      step: 'Error resuming deployment',
      fields: { Pause: false },
    });
    context.terminal.out(`Deployment "${deployment.ID}" resumed`);
    return followUnlessDetached(context, client, evalId);
  },
};
