import { JobScaleStatus, ScalingPolicyStub, WireScalingPolicy } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { scalingEventTable, scalingPolicyBlock, scalingPolicyTable } from '../../views/scaling.ts';

const VERBOSE = { verbose: { type: 'boolean', help: 'Print whole IDs.' } } as const;

export const jobScalingEvents: Command = {
  usage: 'steppe job scaling-events [options] <job>',
  example: 'steppe job scaling-events hello',
  flags: {
    ...CLIENT_FLAGS,
    verbose: { type: 'boolean', help: 'Also show messages and evaluations.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const client = clientOf(context);
    const { ID } = await findJob(client, prefix);
    const call = client.call('GET', jobPath(ID, 'scale'), JobScaleStatus);
    const { value } = await during('Error listing scaling events', call);
    const verbose = parsed.flag('verbose');
    const events = scalingEventTable(value, { verbose });
    terminal.out(events ?? 'No events found');
    return 0;
  },
};

export const scalingPolicyList: Command = {
  usage: 'steppe scaling policy list [options]',
  example: 'steppe scaling policy list -job hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    job: { type: 'string', help: 'Show only the policies of a job.' },
    type: { type: 'string', help: 'Show only policies of a type.' },
    ...VERBOSE,
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const query = { job: parsed.value('job'), type: parsed.value('type') };
    const policies = await listPolicies(clientOf(context), query);
    if (printFormatted(context, policies)) return 0;
    const options = { verbose: parsed.flag('verbose') };
    terminal.out(
      policies.length === 0 ? 'No policies found' : scalingPolicyTable(policies, options),
    );
    return 0;
  },
};

export const scalingPolicyInfo: Command = {
  usage: 'steppe scaling policy info [options] <policy_id>',
  example: 'steppe scaling policy info d9ab7d67',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS, ...VERBOSE },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <policy_id>');
    const client = clientOf(context);
    const policies = await listPolicies(client, { prefix });
    const [only, ...more] = policies.filter(({ ID }) => ID.startsWith(prefix));
    if (!only) {
      const text = `Error querying scaling policy: no scaling policies with prefix or ID "${prefix}" found`;
      throw new Failure(text);
    }
    const options = { verbose: parsed.flag('verbose') };
    if (more.length > 0) {
      const candidates = scalingPolicyTable([only, ...more], options);
      throw new Failure(`Prefix matched multiple scaling policies\n\n${candidates}`);
    }
    const call = client.call('GET', `/v1/scaling/policy/${only.ID}`, WireScalingPolicy);
    const { value } = await during('Error querying scaling policy', call);
    if (printFormatted(context, value)) return 0;
    terminal.out(scalingPolicyBlock(value, options));
    return 0;
  },
};

async function listPolicies(
  client: HttpClient,
  query: Readonly<Record<string, string | undefined>>,
): Promise<ScalingPolicyStub[]> {
  const call = client.call('GET', '/v1/scaling/policies', z.array(ScalingPolicyStub), { query });
  return (await during('Error listing scaling policies', call)).value;
}
