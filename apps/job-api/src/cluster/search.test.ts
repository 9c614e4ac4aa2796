import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addNode, NODE_ID } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
});
afterEach(() => api.close());

const search = (payload: object) => api.app.inject({ method: 'POST', url: '/v1/search', payload });

test('finds by the beginning of an ID, in all kinds or in one', async () => {
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob({ ID: 'b-job' }) });
  const all = (await search({ Prefix: 'b' })).json();
  expect(all.Matches).toMatchObject({ jobs: ['b-job'], nodes: [NODE_ID], evals: [] });
  const one = (await search({ Prefix: 'e0', Context: 'evals' })).json();
  expect(one.Matches).toEqual({ evals: [testId('e', 1)] });
});

test('shows twenty and says that there are more', async () => {
  for (let i = 10; i < 31; i++) {
    await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob({ ID: `j${i}` }) });
  }
  const { Matches, Truncations } = (await search({ Prefix: 'j', Context: 'jobs' })).json();
  expect([Matches.jobs.length, Truncations.jobs]).toEqual([20, true]);
});

test('an unknown kind is named', async () => {
  const answer = await search({ Prefix: 'x', Context: 'nope' });
  expect([answer.statusCode, answer.body]).toEqual([
    400,
    expect.stringContaining('invalid search context "nope"'),
  ]);
});
