import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

describe('bodies', () => {
  test.each([
    { body: '', says: 'Request body is empty' },
    { body: '{"Job":', says: 'unexpected EOF' },
    { body: '{"Job":"x', says: 'unexpected EOF' },
    { body: '{Job:{}}', says: 'invalid JSON in the request body: ' },
    { body: '{}', says: 'Job must be specified' },
    { body: '{"Job":null}', says: 'Job must be specified' },
    { body: '{"Job":{}}', says: "Job ID hasn't been provided" },
    { body: '[]', says: 'expected an object, but got a list' },
    { body: '"x"', says: 'expected an object, but got a string' },
    {
      body: '{"Job":{"ID":"x","TaskGroups":"no"}}',
      says: 'Job.TaskGroups: expected a list, but got a string',
    },
    {
      body: '{"Job":{"ID":"x","TaskGroups":[{"Count":"3"}]}}',
      says: 'Job.TaskGroups[0].Count: expected a number, but got a string',
    },
    {
      body: '{"Job":{"ID":"x","TaskGroups":[{"Tasks":[{"Env":{"A":1}}]}]}}',
      says: 'Job.TaskGroups[0].Tasks[0].Env.A: expected a string, but got the number 1',
    },
    { body: '{"Job":{"ID":"x","Priority":1.5}}', says: 'expected a whole number' },
    { body: '{"Job":{"ID":"x","AllAtOnce":"yes"}}', says: 'expected true or false' },
    {
      body: JSON.stringify(helloJob({ TaskGroups: [] })),
      says: '1 error occurred:\n\t* Missing job task groups\n\n',
    },
    {
      body: JSON.stringify(helloJob({ Namespace: 'nosuch' })),
      says: 'job "hello" is in nonexistent namespace "nosuch"',
    },
  ])('$body', async ({ body, says }) => {
    const answer = await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: body });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ]);
    expect(answer.body).toContain(says);
    expect(answer.body).not.toContain('    at ');
  });

  test('one that is nested without end', async () => {
    const payload = `{"Job":{"ID":"x","Meta":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    const answer = await api.app.inject({ method: 'POST', url: '/v1/jobs', payload });
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      'the body is nested deeper than 100 levels',
    ]);
  });

  test('one that is too large', async () => {
    const payload = `{"Job":{"ID":"${'x'.repeat(9 * 1024 * 1024)}"}}`;
    const answer = await api.app.inject({ method: 'POST', url: '/v1/jobs', payload });
    expect([answer.statusCode, answer.body]).toEqual([
      413,
      'Request body is too large: at most 8 MiB are taken',
    ]);
  });

  test('a body is JSON whatever its content type says', async () => {
    const answer = await api.app.inject({
      method: 'POST',
      url: '/v1/validate/job',
      payload: JSON.stringify(helloJob()),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.json()).toMatchObject({ ValidationErrors: null });
  });

  test('a job file with a fault is shown where it is', async () => {
    const payload = { JobHCL: 'job "x" {\n  grup "g" {}\n}\n' };
    const answer = await api.app.inject({ method: 'POST', url: '/v1/jobs/parse', payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('input.hcl:2,3');
  });

  test('an ID in the path that is not the job', async () => {
    const payload = helloJob();
    const answer = await api.app.inject({ method: 'POST', url: '/v1/job/other', payload });
    expect([answer.statusCode, answer.body]).toEqual([400, 'Job ID does not match name']);
  });
});

describe('paths and queries', () => {
  const unknown = testId('f', 9);
  test.each([
    { url: '/v1/job/nope', status: 404, says: 'job not found' },
    { url: '/v1/job/nope/summary', status: 404, says: 'job not found' },
    { url: '/v1/job/nope/versions', status: 404, says: 'job versions not found' },
    { url: '/v1/job/nope/allocations', status: 200, says: '[]' },
    { url: '/v1/job/nope/deployment', status: 200, says: 'null' },
    { url: `/v1/allocation/${unknown}`, status: 404, says: 'alloc not found' },
    {
      url: '/v1/allocation/notauuid',
      status: 400,
      says: 'alloc lookup failed: index error: UUID must be 36 characters',
    },
    {
      url: '/v1/allocations?prefix=abc',
      status: 400,
      says: 'alloc lookup failed: index error: Input (without hyphens) must be even length',
    },
    {
      url: '/v1/nodes?prefix=zz',
      status: 400,
      says: "node lookup failed: index error: Invalid UUID: encoding/hex: invalid byte: U+007A 'z'",
    },
    { url: `/v1/node/${unknown}`, status: 404, says: 'node not found' },
    { url: `/v1/evaluation/${unknown}`, status: 404, says: 'eval not found' },
    {
      url: '/v1/evaluation/zz',
      status: 400,
      says: 'failed to lookup eval: eval lookup failed: index error: UUID must be 36 characters',
    },
    { url: `/v1/deployment/${unknown}`, status: 404, says: 'deployment not found' },
    {
      url: '/v1/jobs?per_page=x',
      status: 400,
      says: 'Expect a number for `per_page` query string parameter',
    },
    { url: '/v1/jobs?index=-1', status: 400, says: 'Invalid index' },
    { url: '/v1/jobs?wait=soon', status: 400, says: 'Invalid wait time' },
    {
      url: '/v1/jobs?meta=maybe',
      status: 400,
      says:
        'Failed to parse value of "meta" (maybe) as a bool: ' +
        'strconv.ParseBool: parsing "maybe": invalid syntax',
    },
    { url: '/v1/jobs?namespace=nosuch', status: 200, says: '[]' },
    { url: '/v1/client/stats', status: 400, says: 'No local Node and node_id not provided' },
    { url: `/v1/client/stats?node_id=${unknown}`, status: 404, says: `Unknown node ${unknown}` },
    {
      url: `/v1/client/fs/logs/${unknown}?task=t&type=stdout`,
      status: 404,
      says: `Unknown allocation "${unknown}"`,
    },
    {
      url: `/v1/client/fs/logs/${unknown}?type=stdout`,
      status: 400,
      says: 'must provide task name',
    },
    {
      url: `/v1/client/fs/logs/${unknown}?task=t`,
      status: 400,
      says: 'must provide log type (stdout/stderr)',
    },
    {
      url: `/v1/client/fs/logs/${unknown}?task=t&type=stdout&origin=middle`,
      status: 400,
      says: 'origin must be start or end',
    },
    { url: '/v1/client/fs/logs', status: 400, says: 'must provide a valid alloc id' },
  ])('$url', async ({ url, status, says }) => {
    const answer = await api.app.inject({ method: 'GET', url });
    expect([answer.statusCode, answer.body]).toEqual([status, says]);
  });

  test.each([
    { method: 'DELETE', url: '/v1/jobs', status: 405 },
    { method: 'PATCH', url: '/v1/job/x', status: 405 },
    { method: 'POST', url: '/v1/job/x/summary', status: 405 },
    { method: 'HEAD', url: '/v1/jobs', status: 405 },
    { method: 'GET', url: '/v1/nosuchroute', status: 404 },
    { method: 'GET', url: '/v1/job/x%', status: 400 },
  ] as const)('$method $url is $status', async ({ method, url, status }) => {
    const answer = await api.app.inject({ method, url });
    expect(answer.statusCode).toBe(status);
  });
});
