import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LiveCluster } from '../testing/live-cluster.ts';
import { sleepJob } from '../testing/sleep.ts';
import { testId } from '../testing/test-api.ts';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open();
});
afterEach(() => cluster.close());

const post = (url: string, payload: object = {}) => cluster.post(url, payload);
const read = (url: string) => cluster.read(url);
const allocs = () => read('/v1/job/sleep/allocations');
/** What an allocation's agent is told of it, in this order. */
const toldTo = async (allocId: string): Promise<string[]> => {
  const told: string[] = [];
  for await (const { subject, commit } of cluster.api.store.log.read({ fromSeq: 1 })) {
    if (!subject.startsWith('node.')) continue;
    for (const event of commit.events) {
      if ('allocId' in event && event.allocId === allocId) told.push(event.type);
    }
  }
  return told;
};

test('a stopped allocation is replaced', async () => {
  await post('/v1/jobs', sleepJob());
  const [{ ID }] = await allocs();
  const { EvalID } = (await post(`/v1/allocation/${ID}/stop`)).json();
  expect(await read(`/v1/evaluation/${EvalID}`)).toMatchObject({
    TriggeredBy: 'alloc-stop',
    Status: 'complete',
  });
  expect(await read(`/v1/allocation/${ID}`)).toMatchObject({ DesiredStatus: 'stop' });
  const running = (await allocs()).filter(isWanted);
  expect(running).toHaveLength(1);
  // It has ended, so asking again changes nothing.
  await post(`/v1/allocation/${ID}/stop`);
  expect(await allocs()).toHaveLength(2);
  const unknown = await post(`/v1/allocation/${testId('f', 1)}/stop`);
  expect([unknown.statusCode, unknown.body]).toEqual([404, 'allocation not found']);
});

test.each([
  ['', { Migrate: true, Reschedule: null, NoShutdownDelay: null }],
  ['?reschedule=true', { Migrate: true, Reschedule: true, NoShutdownDelay: null }],
  ['?no_shutdown_delay=true', { Migrate: true, Reschedule: null, NoShutdownDelay: true }],
])('a stop with "%s" is noted of the allocation', async (query, transition) => {
  await post('/v1/jobs', sleepJob());
  const [{ ID }] = await allocs();
  await post(`/v1/allocation/${ID}/stop${query}`);
  expect((await read(`/v1/allocation/${ID}`)).DesiredTransition).toMatchObject(transition);
  expect((await allocs()).filter(isWanted)).toHaveLength(1);
});

test('an agent hears that delays are skipped before it is told to stop', async () => {
  await post('/v1/jobs', sleepJob());
  const [{ ID }] = await allocs();
  await cluster.api.app.inject({ method: 'DELETE', url: '/v1/job/sleep?no_shutdown_delay=true' });
  await cluster.settled();
  expect(await toldTo(ID)).toEqual(['AllocationShutdownDelaySkipped', 'AllocationStopped']);
  // Those that have ended are left alone.
  await cluster.api.app.inject({ method: 'DELETE', url: '/v1/job/sleep?no_shutdown_delay=true' });
  await cluster.settled();
  expect(await toldTo(ID)).toHaveLength(2);
});

function isWanted({ DesiredStatus }: { DesiredStatus: string }): boolean {
  return DesiredStatus === 'run';
}
