import { NamespaceRequest } from '@steppe/api-contract';
import { parseNamespaceSpec } from '@steppe/hcl';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { isFile } from '../../job-file/read-text.ts';
import { loadSpec } from '../../spec-file.ts';
import { during } from '../../step-error.ts';

export const namespaceApply: Command = {
  usage: 'steppe namespace apply [options] <name or file>',
  example: 'steppe namespace apply -description "Team A" team-a',
  flags: {
    ...CLIENT_FLAGS,
    description: { type: 'string', help: 'What the namespace is for.' },
    json: { type: 'boolean', help: 'The file is JSON, as the API takes it.' },
    quota: { type: 'string', help: 'Refused: there are no quotas.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const name = onlyArgument(parsed.args, 'This command takes one argument: <input>');
    const body = await requestOf(context, name);
    const call = clientOf(context).call('PUT', '/v1/namespace', z.unknown(), { body });
    await during('Error applying namespace', call);
    terminal.out(`Successfully applied namespace "${body.Name ?? ''}"!`);
    return 0;
  },
};

export const namespaceDelete: Command = {
  usage: 'steppe namespace delete [options] <namespace>',
  example: 'steppe namespace delete team-a',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const message = 'This command takes one argument: <namespace>';
    const name = onlyArgument(context.parsed.args, message);
    const path = `/v1/namespace/${encodeURIComponent(name)}`;
    await during('Error deleting namespace', clientOf(context).call('DELETE', path, z.unknown()));
    context.terminal.out(`Successfully deleted namespace "${name}"!`);
    return 0;
  },
};

/** What a file says, or, with a name, what the flags change in what there is. */
async function requestOf(context: CommandContext, input: string): Promise<NamespaceRequest> {
  const { parsed, terminal } = context;
  const flags = {
    ...(parsed.isGiven('description') ? { Description: parsed.value('description') } : {}),
    ...(parsed.isGiven('quota') ? { Quota: parsed.value('quota') } : {}),
  };
  if (input === '-' || (await isFile(input))) {
    const spec = await loadSpec({ terminal }, input, parseNamespaceSpec);
    return { ...NamespaceRequest.parse(spec), ...flags };
  }
  const client = clientOf(context);
  const query = { prefix: input };
  const call = client.call('GET', '/v1/namespaces', z.array(NamespaceRequest), { query });
  const { value } = await during('Error applying namespace', call);
  const before = value.find(({ Name }) => Name === input) ?? {};
  return { ...before, ...flags, Name: input };
}
