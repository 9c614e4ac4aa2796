import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const post = (payload: object, url = '/v1/jobs') =>
  api.app.inject({ method: 'POST', url, payload });
const get = (url: string) => api.app.inject({ method: 'GET', url });

test('a registered job reads back, with its evaluation, at once', async () => {
  const answer = await post(helloJob());
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['x-nomad-index']).toBe('1');
  expect(answer.json()).toMatchObject({
    EvalID: testId('e', 1),
    EvalCreateIndex: 1,
    JobModifyIndex: 1,
    Index: 1,
  });
  const job = await get('/v1/job/hello');
  expect(job.json()).toMatchObject({ ID: 'hello', Version: 0, Status: 'pending', Stop: false });
  const evaluation = await get(`/v1/evaluation/${testId('e', 1)}`);
  expect(evaluation.json()).toMatchObject({ JobID: 'hello', TriggeredBy: 'job-register' });
});
