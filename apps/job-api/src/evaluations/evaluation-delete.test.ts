import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob({ ID: 'other' }) });
});
afterEach(() => api.close());

const pause = (PauseEvalBroker: boolean) =>
  api.app.inject({
    method: 'POST',
    url: '/v1/operator/scheduler/configuration',
    payload: { SchedulerAlgorithm: 'binpack', PauseEvalBroker },
  });
const remove = async (payload: object) => {
  const answer = await api.app.inject({ method: 'DELETE', url: '/v1/evaluations', payload });
  return [answer.statusCode, answer.statusCode === 200 ? answer.json().Count : answer.body];
};
const left = () => [...api.projection.state.evals.keys()];

test.each([
  { title: 'by their IDs', body: { EvalIDs: [testId('e', 1)] } },
  { title: 'by an expression', body: { Filter: 'JobID == "hello"' } },
])('evaluations are forgotten $title, even pending ones', async ({ body }) => {
  await pause(true);
  expect(await remove(body)).toEqual([200, 1]);
  expect(left()).toEqual([testId('e', 2)]);
});

test.each([1, 9])('not while the broker may release them, there or not (%i)', async (i) => {
  expect(await remove({ EvalIDs: [testId('e', i)] })).toEqual([
    400,
    'eval broker is enabled; eval broker must be paused to delete evals',
  ]);
  expect(left()).toHaveLength(2);
});

test.each([
  { body: {}, answer: [400, 'evals must be deleted by either ID or filter'] },
  { body: { EvalIDs: [testId('e', 9)] }, answer: [404, 'eval not found'] },
  { body: { Filter: 'JobID == "nope"' }, answer: [200, 0] },
])('$body: $answer', async ({ body, answer }) => {
  await pause(true);
  expect(await remove(body)).toEqual(answer);
  expect(left()).toHaveLength(2);
});
