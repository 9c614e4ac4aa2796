import { WireServiceInstance, WireServiceList } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { nextPageHint } from '../../next-page-hint.ts';
import { during } from '../../step-error.ts';
import { instanceBlock, instanceTable, serviceTable } from '../../views/service-table.ts';

const STEP = 'Error listing service registrations';

export const serviceList: Command = {
  usage: 'steppe service list [options]',
  example: 'steppe service list',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    name: { type: 'string', help: 'Only the service of this name.' },
  },
  run: async (context) => {
    const { parsed, terminal, env } = context;
    noArguments(parsed.args);
    const name = parsed.value('name');
    const lists = (await listsOf(clientOf(context)))
      .map((list) => ({
        ...list,
        Services: list.Services.filter(({ ServiceName }) =>
          [undefined, ServiceName].includes(name),
        ),
      }))
      .filter(({ Services }) => Services.length > 0);
    if (lists.length === 0) {
      terminal.out('No service registrations found');
      return 0;
    }
    if (printFormatted(context, lists)) return 0;
    const namespace =
      parsed.value('namespace') ?? env['STEPPE_NAMESPACE'] ?? env['NOMAD_NAMESPACE'];
    terminal.out(serviceTable(lists, { namespaces: namespace === '*' }));
    return 0;
  },
};

const INFO_FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  filter: { type: 'string', help: 'Only instances that an expression holds for.' },
  'page-token': { type: 'string', help: 'Where the page begins.' },
  'per-page': { type: 'integer', help: 'How many instances a page has.' },
  verbose: { type: 'boolean', help: 'Print all that is known of each instance.' },
} as const;

export const serviceInfo: Command = {
  usage: 'steppe service info [options] <service>',
  example: 'steppe service info web',
  flags: INFO_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    const message = 'This command takes one argument: <service_name>';
    const client = clientOf(context);
    const name = await findService(client, onlyArgument(parsed.args, message));
    const perPage = parsed.value('per-page');
    const query = {
      filter: parsed.value('filter'),
      per_page: perPage === undefined ? undefined : wholeNumber(perPage, 'per-page'),
      next_token: parsed.value('page-token'),
    };
    const path = `/v1/service/${encodeURIComponent(name)}`;
    const call = client.call('GET', path, z.array(WireServiceInstance), { query });
    const { value, nextToken } = await during(STEP, call);
    if (printFormatted(context, value)) return 0;
    const isVerbose = parsed.flag('verbose');
    terminal.out(isVerbose ? value.map(instanceBlock).join('\n\n') : instanceTable(value));
    if (nextToken !== '') {
      const again = { parsed, flags: INFO_FLAGS, token: nextToken };
      terminal.out(nextPageHint(`steppe service info ${name}`, again));
    }
    return 0;
  },
};

async function listsOf(client: HttpClient): Promise<readonly WireServiceList[]> {
  const call = client.call('GET', '/v1/services', z.array(WireServiceList));
  return (await during(STEP, call)).value;
}

/** The service that a name, or the beginning of one, means. */
async function findService(client: HttpClient, prefix: string): Promise<string> {
  const lists = await listsOf(client);
  const names = lists.flatMap(({ Services }) => Services.map(({ ServiceName }) => ServiceName));
  const found = [...new Set(names)].filter((name) => name.startsWith(prefix));
  const [only, ...more] = found.includes(prefix) ? [prefix] : found;
  if (only === undefined) {
    throw new Failure(`${STEP}: No service registrations with prefix "${prefix}" found`);
  }
  if (more.length > 0) {
    throw new Failure(`Prefix matched multiple services: ${found.toSorted().join(', ')}`);
  }
  return only;
}
