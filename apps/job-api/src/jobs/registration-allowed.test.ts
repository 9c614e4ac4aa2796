import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { sleepJob } from '../testing/sleep.ts';
import { openTestApi } from '../testing/test-api.ts';

const REFUSED = 'Job registration, dispatch, and scale are disabled by the scheduler configuration';
const CONFIGURATION = '/v1/operator/scheduler/configuration';
const REJECTING = { RejectJobRegistration: true };

describe('while the scheduler configuration rejects registrations', () => {
  let api: ControlledApi;
  let writer: string;
  beforeEach(async () => {
    api = await openControlledApi();
    writer = await api.tokenFor('namespace "*" { policy = "write" }');
    await api.ask(api.management, 'POST', '/v1/jobs', sleepJob());
    await api.ask(api.management, 'PUT', CONFIGURATION, REJECTING);
  });
  afterEach(() => api.close());

  const scale = { Target: { Group: 'app' }, Count: 2 };
  const revert = { JobID: 'sleep', JobVersion: 0 };
  test.each([
    { title: 'a registration', url: '/v1/jobs', body: sleepJob() },
    { title: 'a new version', url: '/v1/job/sleep', body: sleepJob() },
    { title: 'scaling', url: '/v1/job/sleep/scale', body: scale },
    { title: 'a dispatch', url: '/v1/job/sleep/dispatch', body: {} },
    { title: 'going back to a version', url: '/v1/job/sleep/revert', body: revert },
  ])('$title is refused without a management token', async ({ url, body }) => {
    const refused = await api.ask(writer, 'POST', url, body);
    expect([refused.statusCode, refused.body]).toEqual([403, REFUSED]);
    const passed = await api.ask(api.management, 'POST', url, body);
    expect(passed.body).not.toBe(REFUSED);
  });

  test.each([
    { title: 'a plan', method: 'POST', url: '/v1/job/sleep/plan', body: sleepJob() },
    { title: 'a check', method: 'POST', url: '/v1/validate/job', body: sleepJob() },
    { title: 'an evaluation', method: 'POST', url: '/v1/job/sleep/evaluate', body: {} },
    { title: 'a stop', method: 'DELETE', url: '/v1/job/sleep', body: undefined },
  ] as const)('$title is not', async ({ method, url, body }) => {
    expect((await api.ask(writer, method, url, body)).statusCode).toBe(200);
  });

  test('it is refused no more once that is switched off', async () => {
    await api.ask(api.management, 'PUT', CONFIGURATION, { RejectJobRegistration: false });
    expect((await api.ask(writer, 'POST', '/v1/jobs', sleepJob())).statusCode).toBe(200);
  });
});

test('where access is not controlled nobody is refused', async () => {
  const api = await openTestApi();
  await api.app.inject({ method: 'PUT', url: CONFIGURATION, payload: REJECTING });
  const answer = await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: sleepJob() });
  expect(answer.statusCode).toBe(200);
  await api.close();
});
