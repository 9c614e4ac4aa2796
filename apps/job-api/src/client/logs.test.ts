import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
});
afterEach(() => api.close());

const logs = (query: string) =>
  api.app.inject({ method: 'GET', url: `/v1/client/fs/logs/${ALLOC_ID}?${query}` });

test('the bytes come as the agent sends them, and it gets what was asked for', async () => {
  const asked: unknown[] = [];
  api.store.live.serveStream(`agent.${NODE_ID}.logs`, async function* answer({ payload }) {
    asked.push(payload);
    yield Buffer.from('line 1\n');
    yield Buffer.from('line 2\n');
  });
  const answer = await logs('task=server&type=stdout&plain=true&origin=end&offset=14');
  expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
    200,
    'text/plain',
    'line 1\nline 2\n',
  ]);
  expect(asked).toEqual([
    {
      allocId: ALLOC_ID,
      task: 'server',
      type: 'stdout',
      origin: 'end',
      offset: 14,
      follow: false,
      plain: true,
    },
  ]);
});

test('an empty log is an empty answer', async () => {
  api.store.live.serveStream(`agent.${NODE_ID}.logs`, async function* answer() {
    yield* [];
  });
  const answer = await logs('task=server&type=stderr');
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
});

test('an unknown task is refused before the agent is asked', async () => {
  const answer = await logs('task=nope&type=stdout');
  expect([answer.statusCode, answer.body]).toEqual([400, 'unknown task name "nope"']);
});

test('a node that nobody speaks for', async () => {
  const answer = await logs('task=server&type=stdout');
  expect(answer.statusCode).toBe(502);
});

test("an agent's refusal keeps its status and its words", async () => {
  api.store.live.serve(`agent.${NODE_ID}.alloc-stats`, () => {
    throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${ALLOC_ID}"`);
  });
  const url = `/v1/client/allocation/${ALLOC_ID}/stats`;
  const answer = await api.app.inject({ method: 'GET', url });
  expect([answer.statusCode, answer.body]).toEqual([404, `Unknown allocation "${ALLOC_ID}"`]);
});
