import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DEFAULT_SCHEDULER_CONFIGURATION } from '@steppe/domain';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const URL = '/v1/operator/scheduler/configuration';
const read = async () => (await api.app.inject({ method: 'GET', url: URL })).json();
const put = async (payload: object | string, query = '') =>
  api.app.inject({ method: 'PUT', url: `${URL}${query}`, payload });

test('nobody has set the configuration: Nomad’s defaults', async () => {
  expect(await read()).toEqual({
    SchedulerConfig: {
      SchedulerAlgorithm: 'binpack',
      PreemptionConfig: {
        SystemSchedulerEnabled: true,
        SysBatchSchedulerEnabled: false,
        BatchSchedulerEnabled: false,
        ServiceSchedulerEnabled: false,
      },
      MemoryOversubscriptionEnabled: false,
      RejectJobRegistration: false,
      PauseEvalBroker: false,
      NodeLimitForFeasibilityChecks: 0,
      CreateIndex: 0,
      ModifyIndex: 0,
    },
    Index: 0,
    LastContact: 0,
    KnownLeader: true,
    NextToken: '',
  });
});

test('a change replaces all of it: what it does not name is switched off', async () => {
  const answer = await put({
    SchedulerAlgorithm: 'spread',
    PreemptionConfig: { ServiceSchedulerEnabled: true },
  });
  const { Index } = answer.json();
  expect(answer.json()).toEqual({ Updated: true, Index });
  expect((await read()).SchedulerConfig).toMatchObject({
    SchedulerAlgorithm: 'spread',
    PreemptionConfig: { SystemSchedulerEnabled: false, ServiceSchedulerEnabled: true },
    ModifyIndex: Index,
  });
});

test('with cas it changes only what the caller has seen', async () => {
  const { Index } = (await put({ SchedulerAlgorithm: 'spread' }, '?cas=0')).json();
  const late = (await put({ SchedulerAlgorithm: 'binpack' }, '?cas=0')).json();
  expect(late.Updated).toBe(false);
  expect((await read()).SchedulerConfig.SchedulerAlgorithm).toBe('spread');
  const next = (await put({ SchedulerAlgorithm: 'binpack' }, `?cas=${Index}`)).json();
  expect(next.Updated).toBe(true);
});

test.each([
  { body: '', text: 'Error parsing scheduler config: Request body is empty' },
  { body: { SchedulerAlgorithm: 'bogus' }, text: 'invalid scheduler algorithm: bogus' },
  {
    body: { NodeLimitForFeasibilityChecks: -1 },
    text: 'NodeLimitForFeasibilityChecks is -1, and must not be negative',
  },
  {
    body: { PauseEvalBroker: 'yes' },
    text: 'Error parsing scheduler config: PauseEvalBroker: expected true or false, but got a string',
  },
])('$body is refused', async ({ body, text }) => {
  const answer = await put(body);
  expect([answer.statusCode, answer.body]).toEqual([400, text]);
});

test('a cas that is no index is refused', async () => {
  const answer = await put({}, '?cas=x');
  expect([answer.statusCode, answer.body]).toEqual([400, 'Error parsing cas value: "x"']);
});

test('that of a new cluster is the one that its first server names; later it stands', async () => {
  const { store } = api;
  const spread = { ...DEFAULT_SCHEDULER_CONFIGURATION, algorithm: 'spread' } as const;
  api = await openTestApi({ store, initialSchedulerConfiguration: spread });
  expect(await read()).toMatchObject({ SchedulerConfig: { SchedulerAlgorithm: 'spread' } });
  await put({ SchedulerAlgorithm: 'binpack' });
  api = await openTestApi({ store, initialSchedulerConfiguration: spread });
  expect(await read()).toMatchObject({ SchedulerConfig: { SchedulerAlgorithm: 'binpack' } });
});
