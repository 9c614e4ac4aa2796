import type { HttpClient } from '@steppe/client';
import { clientOf } from '../api.ts';
import { optionalArgument } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { Failure } from '../failure.ts';
import { ALLOCATIONS, DEPLOYMENTS, EVALUATIONS, listByPrefix, listJobs, NODES } from '../lookup.ts';
import { showAllocation } from './alloc/status.ts';
import { showDeployment } from './deployment/status.ts';
import { showEvaluation } from './eval/status.ts';
import { jobStatus, showJob } from './job/status.ts';
import { showNode } from './node/status.ts';

type Show = (context: CommandContext, client: HttpClient, id: string) => Promise<number>;

export const status: Command = {
  usage: 'steppe status [options] [<identifier>]',
  example: 'steppe status 8bb1da93',
  flags: jobStatus.flags,
  run: async (context) => {
    const id = optionalArgument(
      context.parsed.args,
      'This command takes either no arguments or one: <identifier>',
    );
    if (id === undefined) return jobStatus.run(context);
    const client = clientOf(context);
    const matches = await matchesOf(client, id);
    const [only, ...more] = matches;
    if (!only) throw new Failure(`Unable to resolve ID: "${id}"`);
    const [exact] = only.ids;
    if (more.length === 0 && exact !== undefined && only.ids.length === 1) {
      return only.show(context, client, exact);
    }
    const lists = matches.map(({ title, ids }) => `${title}:\n${ids.join(', ')}`);
    throw new Failure(`Multiple matches found for id "${id}"\n\n${lists.join('\n\n')}`);
  },
};

interface Match {
  readonly title: string;
  readonly ids: readonly string[];
  readonly show: Show;
}

/** All that an ID, or the beginning of one, may mean, by kind. A job that has just that name is meant alone. */
async function matchesOf(client: HttpClient, prefix: string): Promise<Match[]> {
  const jobIds = (await listJobs(client, prefix)).map(({ ID }) => ID);
  const jobs = { title: 'Jobs', ids: jobIds, show: showJob };
  if (jobIds.includes(prefix)) return [{ ...jobs, ids: [prefix] }];
  const found = ID_PREFIX.test(prefix)
    ? await Promise.all(KINDS.map((kind) => kind(client, prefix)))
    : [];
  return [jobs, ...found].filter(({ ids }) => ids.length > 0);
}

/** The beginning of a UUID; other words can only be a job's name. */
const ID_PREFIX = /^[0-9a-f]{2}[0-9a-f-]*$/;

const KINDS: readonly ((client: HttpClient, prefix: string) => Promise<Match>)[] = [
  async (client, prefix) => ({
    title: 'Allocs',
    ids: idsOf(await listByPrefix(client, ALLOCATIONS, prefix)),
    show: showAllocation,
  }),
  async (client, prefix) => ({
    title: 'Evals',
    ids: idsOf(await listByPrefix(client, EVALUATIONS, prefix)),
    show: showEvaluation,
  }),
  async (client, prefix) => ({
    title: 'Nodes',
    ids: idsOf(await listByPrefix(client, NODES, prefix)),
    show: showNode,
  }),
  async (client, prefix) => ({
    title: 'Deployments',
    ids: idsOf(await listByPrefix(client, DEPLOYMENTS, prefix)),
    show: showDeployment,
  }),
];

function idsOf(things: readonly { ID: string }[]): string[] {
  return things.map(({ ID }) => ID);
}
