import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

test('the server tells of itself where tools ask for the consensus', async () => {
  expect((await api.app.inject('/v1/operator/raft/configuration')).json()).toEqual({
    Servers: [
      {
        ID: 'server1',
        Node: 'server1.global',
        Address: '127.0.0.1:4647',
        Leader: true,
        Voter: true,
        RaftProtocol: '3',
      },
    ],
    Index: 0,
  });
});

test('a server whose view keeps up is healthy', async () => {
  const health = (await api.app.inject('/v1/operator/autopilot/health')).json();
  expect(health).toMatchObject({ Healthy: true, Leader: 'server1', Servers: [{ Healthy: true }] });
});

test('there is no license', async () => {
  const answer = await api.app.inject('/v1/operator/license');
  expect([answer.statusCode, answer.body]).toEqual([204, '']);
});

test.each([
  ['GET', '/v1/quotas'],
  ['POST', '/v1/quota/a'],
  ['DELETE', '/v1/sentinel/policy/a'],
] as const)('%s %s says that it is of the paid edition', async (method, url) => {
  const answer = await api.app.inject({ method, url });
  expect([answer.statusCode, answer.body]).toEqual([501, 'Nomad Enterprise only endpoint']);
});
