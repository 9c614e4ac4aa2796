import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WireHistoryEvent } from '@steppe/api-contract';
import { subjects } from '@steppe/domain';
import { z } from 'zod';
import { LiveCluster } from '../testing/live-cluster.ts';
import { addRawExecNode, sleepJob } from '../testing/sleep.ts';
import { testId } from '../testing/test-api.ts';

const [FIRST, SECOND] = [testId('b', 1), testId('b', 2)];

let cluster: LiveCluster;
let stopped: string;
beforeEach(async () => {
  cluster = await LiveCluster.open(FIRST);
  await cluster.post('/v1/jobs', sleepJob());
  await cluster.post('/v1/jobs', sleepJob({ ID: 'other' }));
  await addRawExecNode(cluster.api, SECOND);
  [{ ID: stopped }] = await cluster.read('/v1/job/sleep/allocations');
  await cluster.post(`/v1/node/${FIRST}/drain`, { DrainSpec: { Deadline: 0 } });
});
afterEach(() => cluster.close());

/** e.g. `AllocationStopped e0000000: alloc is being migrated`, with IDs as letters in the order of their appearance. */
async function historyOf(query: string): Promise<string[]> {
  const events = z
    .array(WireHistoryEvent)
    .parse(await cluster.read(`/v1/operator/steppe/history?${query}`));
  const names = new Map<string, string>();
  return events.map(({ Type, Text }) => {
    const text = Text.replaceAll(/\b[0-9a-f]{8}\b/g, (id) => {
      const name = names.get(id) ?? String.fromCodePoint(65 + names.size);
      names.set(id, name);
      return name;
    });
    return `${Type} ${text}`.trim();
  });
}

test('of an allocation it tells who placed and stopped it, and what led to that', async () => {
  expect(await historyOf(`alloc=${stopped}`)).toEqual([
    'JobRegistered version 0 of sleep, evaluation A',
    'AllocationPlaced B sleep.app[0], evaluation A',
    'EvaluationCompleted A',
    'AllocationStatusReported B running',
    'NodeDrainChanged client1 drains',
    'AllocationMigrationRequested B',
    'EvaluationCreated C for node-drain',
    'AllocationStopped B: alloc is being migrated',
    'AllocationPlaced D sleep.app[0], evaluation C, replaces B',
    'EvaluationCompleted C',
    'AllocationStatusReported B complete',
  ]);
});

test('causes are indexes of the log', async () => {
  const events = await cluster.read(`/v1/operator/steppe/history?alloc=${stopped}`);
  const { Cause, Index, Actor } = events.find(
    ({ Type }: { Type: string }) => Type === 'AllocationStopped',
  );
  expect(Actor).toBe('test');
  expect(Cause).toBeLessThan(Index);
  const at = `/v1/allocation/${stopped}?at=`;
  expect(await cluster.read(`${at}${Cause}`)).toMatchObject({ DesiredStatus: 'run' });
  expect(await cluster.read(`${at}${Index}`)).toMatchObject({ DesiredStatus: 'stop' });
});

test('a node that is lost is a cause too', async () => {
  const [{ ID: alive }] = (await cluster.read('/v1/job/sleep/allocations')).filter(
    ({ DesiredStatus }: { DesiredStatus: string }) => DesiredStatus === 'run',
  );
  const lost = { nodeId: SECOND, status: 'down', message: 'Node heartbeat missed' } as const;
  await cluster.api.append(subjects.node(SECOND), { type: 'NodeStatusChanged', v: 1, ...lost });
  await cluster.settled();
  expect((await historyOf(`alloc=${alive}`)).slice(-6)).toEqual([
    'NodeStatusChanged client1 down: Node heartbeat missed',
    'EvaluationCreated D for node-update of client1',
    'AllocationStopped B: alloc is lost since its node is down',
    'EvaluationCompleted D, without room for 1 of app',
    'EvaluationBlocked E waits to place 1 of app',
    'AllocationStatusReported B complete',
  ]);
});

test('of a job it tells what was wanted, decided and done, and nothing of other jobs', async () => {
  expect(await historyOf('job=sleep')).toEqual([
    'JobRegistered version 0 of sleep, evaluation A',
    'DeploymentCreated B of version 0',
    'AllocationPlaced C sleep.app[0], evaluation A',
    'EvaluationCompleted A',
    'AllocationStatusReported C running',
    'DeploymentStatusChanged B successful: Deployment completed successfully',
    'AllocationMigrationRequested C',
    'EvaluationCreated D for node-drain',
    'AllocationStopped C: alloc is being migrated',
    'AllocationPlaced E sleep.app[0], evaluation D, replaces C',
    'EvaluationCompleted D',
    'AllocationStatusReported C complete',
    'AllocationStatusReported E running',
  ]);
});

test('of a node it tells what it is, and what it was told', async () => {
  expect(await historyOf(`node=${SECOND}`)).toEqual([
    'NodeRegistered client1',
    'AllocationPlaced A sleep.app[0], evaluation B, replaces C',
    'AllocationPlaced D other.app[0], evaluation E, replaces F',
  ]);
});

test.each([
  { title: 'nothing', query: '', status: 400 },
  { title: 'no such allocation', query: `alloc=${testId('a', 9)}`, status: 404 },
])('$title is refused', async ({ query, status }) => {
  const url = `/v1/operator/steppe/history?${query}`;
  expect((await cluster.api.app.inject({ method: 'GET', url })).statusCode).toBe(status);
});
