import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

test.each([
  ['PUT', '/v1/job//scale', '/v1/job/scale'],
  ['GET', '/v1/job//summary?region=global', '/v1/job/summary?region=global'],
  ['GET', '//v1///jobs?prefix=a//b', '/v1/jobs?prefix=a//b'],
])('%s %s leads to %s', async (method, url, location) => {
  const payload = '{}';
  const answer =
    method === 'PUT'
      ? await api.app.inject({ method, url, payload })
      : await api.app.inject({ method: 'GET', url });
  expect([answer.statusCode, answer.headers.location]).toEqual([307, location]);
});

test('slashes of a job that are escaped are its own', async () => {
  const answer = await api.app.inject({ method: 'GET', url: '/v1/job/a%2F%2Fb' });
  expect([answer.statusCode, answer.body]).toEqual([404, 'job not found']);
});
