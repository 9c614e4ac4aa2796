import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

test('a garbage collection is asked for in the log', async () => {
  const answer = await api.app.inject({ method: 'PUT', url: '/v1/system/gc' });
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
  expect(api.projection.state.collection).toMatchObject({ requestedSeq: 1, doneSeq: 0 });
});

test('summaries need no reconciling', async () => {
  const answer = await api.app.inject({ method: 'PUT', url: '/v1/system/reconcile/summaries' });
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
});

test('neither can be read', async () => {
  const answer = await api.app.inject({ method: 'GET', url: '/v1/system/gc' });
  expect([answer.statusCode, answer.body]).toEqual([405, 'Invalid method']);
});
