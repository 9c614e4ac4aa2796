import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../testing/test-api.ts';
import { SERVERS_SUBJECT } from './announcement.ts';
import { Servers } from './servers.service.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const OTHER = {
  id: 'server2',
  region: 'global',
  datacenter: 'dc1',
  version: '2.0.5',
  steppeVersion: '',
  rpcAddress: '10.0.0.2:4647',
  serfPort: 4648,
  expectedServers: 2,
  leads: false,
  appliedSeq: 0,
  isHealthy: true,
};
const get = async (url: string) => (await api.app.inject(url)).json();

test('a server hears of another, answers it at once, and forgets it when it goes', async () => {
  const heard: unknown[] = [];
  api.store.live.subscribe(SERVERS_SUBJECT, ({ payload }) => heard.push(payload));
  const announcing = api.app.get(Servers).announce();
  api.store.live.publish(SERVERS_SUBJECT, { present: OTHER });
  const told = { present: expect.objectContaining({ id: 'server1' }) };
  await settled(() => expect(heard).toEqual([told, { present: OTHER }, told]));
  expect(await get('/v1/status/peers')).toEqual(['127.0.0.1:4647', '10.0.0.2:4647']);
  expect(await get('/v1/agent/self')).toMatchObject({ stats: { raft: { num_peers: '1' } } });
  expect(await get('/v1/operator/raft/configuration')).toMatchObject({
    Servers: [
      { ID: 'server1', Leader: true },
      { ID: 'server2', Leader: false, Address: '10.0.0.2:4647' },
    ],
  });
  await api.app.inject({ method: 'PUT', url: '/v1/agent/force-leave?node=server2.global' });
  expect(await get('/v1/status/peers')).toEqual(['127.0.0.1:4647']);
  await announcing.stop();
  await settled(() => expect(heard.slice(-2)).toEqual([{ gone: 'server2' }, { gone: 'server1' }]));
});

/** Messages arrive in turns of their own. */
async function settled(check: () => void): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
  check();
}
