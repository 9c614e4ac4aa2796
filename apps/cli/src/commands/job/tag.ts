import { WireJob } from '@steppe/api-contract';
import type { HttpClient, Query } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

const ONE = 'This command takes one argument: <job>';
const NAME = { name: { type: 'string', help: 'The tag.' } } as const;

export const jobTagApply: Command = {
  usage: 'steppe job tag apply [options] -name=<tag> <job>',
  example: 'steppe job tag apply -name golden -description "passed the load test" hello',
  flags: {
    ...CLIENT_FLAGS,
    ...NAME,
    description: { type: 'string', help: 'Why the version is tagged.' },
    version: { type: 'string', help: 'The version. Default: the latest.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const { path, client, query, name, ID } = await tagged(context);
    const given = parsed.value('version');
    const version =
      given === undefined
        ? await latestVersion(client, jobPath(ID), query)
        : wholeNumber(given, 'version');
    const body = { Version: version, Description: parsed.value('description') ?? '' };
    const call = client.call('PUT', path, z.unknown(), { body, query });
    await during('Error tagging job version', call);
    terminal.out(`Job version ${version} tagged with name "${name}"`);
    return 0;
  },
};

export const jobTagUnset: Command = {
  usage: 'steppe job tag unset [options] -name=<tag> <job>',
  example: 'steppe job tag unset -name golden hello',
  flags: { ...CLIENT_FLAGS, ...NAME },
  run: async (context) => {
    const { path, client, query, name, ID } = await tagged(context);
    await during('Error tagging job version', client.call('DELETE', path, z.unknown(), { query }));
    context.terminal.out(`Tag "${name}" removed from job "${ID}"`);
    return 0;
  },
};

async function latestVersion(client: HttpClient, path: string, query: Query): Promise<number> {
  const call = client.call('GET', path, WireJob, { query });
  return (await during('Error retrieving job', call)).value.Version ?? 0;
}

/** The job and the tag that a command names. */
async function tagged(context: CommandContext) {
  const { parsed } = context;
  const prefix = onlyArgument(parsed.args, ONE);
  const name = parsed.value('name');
  if (!name) throw new UsageError('A version tag name is required');
  const client = clientOf(context);
  const { ID, Namespace } = await findJob(client, prefix);
  const path = jobPath(ID, `versions/${encodeURIComponent(name)}/tag`);
  return { path, client, query: { namespace: Namespace }, name, ID };
}
