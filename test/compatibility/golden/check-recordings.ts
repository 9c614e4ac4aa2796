import { Cluster } from '../../e2e/harness/cluster.ts';
import { until } from '../../e2e/harness/until.ts';
import type { Finding } from '../report/finding.ts';
import { endAllocations, startClients } from '../two-clients.ts';
import { z } from 'zod';
import { checkExchange } from './check-exchange.ts';
import { DELIBERATE } from './deliberate.ts';
import { Placeholders } from './placeholders.ts';
import { type Exchange, readRecordings } from './recordings.ts';

/** Between these recordings the cluster must have come to rest, as it had when Nomad's were made. */
const SETTLES_AFTER = new Set(['12', '22', '25']);

/** Sends every request of the recordings to a server with two clients, in their order, and compares the answers. */
export async function checkRecordings(): Promise<Finding[]> {
  const cluster = await Cluster.start(['server']);
  try {
    return await replay(cluster);
  } finally {
    await endAllocations(cluster);
    await cluster.close();
  }
}

async function replay(cluster: Cluster): Promise<Finding[]> {
  const recordings = readRecordings();
  const agents = { server: cluster.api, client1: cluster.apiOf('client1') };
  const placeholders = new Placeholders(cluster.api);
  const findings: Finding[] = [];
  let [before] = recordings.exchanges;
  for (const exchange of recordings.exchanges) {
    if (recordingOf(exchange) !== recordingOf(before ?? exchange)) await between(cluster, before);
    before = exchange;
    const fill = await placeholders.fill([exchange.request, exchange.body].join(' '));
    const check = () => checkExchange(exchange, { agents, recordings, fill });
    const found = await (
      exchange.request.endsWith('/signal') ? onceTaskRuns(check) : check()
    ).catch((error: unknown) => [String(error)]);
    findings.push(findingOf(exchange, found));
  }
  return findings;
}

function recordingOf({ id }: Exchange): string {
  return id.slice(0, 2);
}

async function between(cluster: Cluster, last: Exchange | undefined): Promise<void> {
  const recording = last && recordingOf(last);
  if (recording === '01') await startClients(cluster);
  if (recording !== undefined && SETTLES_AFTER.has(recording)) await settled(cluster);
}

const Allocs = z.array(
  z.object({
    DesiredStatus: z.string(),
    ClientStatus: z.string(),
  }),
);
const Evals = z.array(z.object({ Status: z.string() }));
const Deployments = z.array(z.object({ Status: z.string(), JobID: z.string() }));

async function settled(cluster: Cluster): Promise<void> {
  await until('nothing is left to decide, and what shall run does', async () => {
    const allocs = Allocs.parse(await cluster.get('/v1/allocations'));
    const evals = Evals.parse(await cluster.get('/v1/evaluations'));
    const deployments = Deployments.parse(await cluster.get('/v1/deployments'));
    return (
      evals.every(({ Status }) => Status !== 'pending') &&
      deployments.every(({ Status, JobID }) => JobID !== 'web' || Status !== 'running') &&
      allocs.every(({ DesiredStatus, ClientStatus }) =>
        DesiredStatus === 'run' ? ClientStatus !== 'pending' : ClientStatus !== 'running',
      )
    );
  });
}

/** A task that was told to restart must run again before it can be sent a signal. */
async function onceTaskRuns(check: () => Promise<string[]>): Promise<string[]> {
  return until('the task runs again', async () => {
    const found = await check();
    return found.some((each) => each.endsWith('Task not running')) ? undefined : found;
  });
}

function findingOf({ id, request, title }: Exchange, found: readonly string[]): Finding {
  const name = `${id} ${request}${title === '' ? '' : ` (${title})`}`;
  const finding = { name, tier: '1', edition: 'community' } as const;
  if (found.length === 0) return { ...finding, status: 'same', note: '' };
  const note = found.join('; ');
  const deliberate = DELIBERATE.find(
    ({ exchange, found: which }) =>
      exchange.test(`${id} ${request}`) && found.every((each) => which.test(each)),
  );
  return deliberate
    ? { ...finding, status: 'differs', note: deliberate.why }
    : { ...finding, status: 'partly', note };
}
