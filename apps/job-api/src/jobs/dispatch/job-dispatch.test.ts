import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LiveCluster } from '../../testing/live-cluster.ts';
import { sleepJob } from '../../testing/sleep.ts';
import { NOW_MS } from '../../testing/test-api.ts';

let cluster: LiveCluster;
beforeEach(async () => {
  cluster = await LiveCluster.open();
});
afterEach(() => cluster.close());

const post = (url: string, payload: object | string = {}) => cluster.post(url, payload);
const read = (url: string) => cluster.read(url);
const register = (parameterized: object = {}) =>
  post(
    '/v1/jobs',
    sleepJob({
      Type: 'batch',
      Meta: { team: 'mail' },
      ParameterizedJob: {
        Payload: 'optional',
        MetaRequired: ['to'],
        MetaOptional: ['cc'],
        ...parameterized,
      },
    }),
  );
const dispatch = (body: object = {}, query = '') =>
  post(`/v1/job/sleep/dispatch${query}`, { Meta: { to: 'x' }, ...body });

test('a parameterized job runs nothing itself, and has no evaluation', async () => {
  expect((await register()).json()).toMatchObject({ EvalID: '' });
  expect(await read('/v1/job/sleep')).toMatchObject({ Status: 'running', Dispatched: false });
  expect(await read('/v1/job/sleep/allocations')).toEqual([]);
});

test('a dispatch registers a job with its payload and meta, and has it evaluated', async () => {
  await register();
  const payload = Buffer.from('hello').toString('base64');
  const answer = (await dispatch({ Payload: payload, Priority: 70 })).json();
  const childId = answer.DispatchedJobID;
  expect(childId).toMatch(new RegExp(`^sleep/dispatch-${NOW_MS / 1_000}-[0-9a-f]{8}$`));
  const path = `/v1/job/${encodeURIComponent(childId)}`;
  expect(await read(path)).toMatchObject({
    ParentID: 'sleep',
    Name: childId,
    Priority: 70,
    Dispatched: true,
    Payload: payload,
    Meta: { team: 'mail', to: 'x' },
    ParameterizedJob: { MetaRequired: ['to'] },
    Status: 'running',
    CreateIndex: answer.JobCreateIndex,
  });
  expect(await read(`/v1/evaluation/${answer.EvalID}`)).toMatchObject({
    TriggeredBy: 'job-register',
    Status: 'complete',
    Priority: 70,
  });
  expect(await read('/v1/job/sleep/summary')).toMatchObject({
    Children: { Pending: 0, Running: 1, Dead: 0 },
  });
});

test('the body itself may be the payload', async () => {
  await register({ MetaRequired: [] });
  const { DispatchedJobID } = (await post('/v1/job/sleep/dispatch/payload', 'raw')).json();
  expect(await read(`/v1/job/${encodeURIComponent(DispatchedJobID)}`)).toMatchObject({
    Payload: Buffer.from('raw').toString('base64'),
  });
});

test('a prefix goes before the time', async () => {
  await register();
  const { DispatchedJobID } = (await dispatch({ IdPrefixTemplate: 'eu' })).json();
  expect(DispatchedJobID).toMatch(/^sleep\/dispatch-eu-\d+-/);
});

test('the same token is the same dispatch, and another one is not', async () => {
  await register();
  const first = (await dispatch({}, '?idempotency_token=t1')).json();
  const again = (await dispatch({}, '?idempotency_token=t1')).json();
  const other = (await dispatch({}, '?idempotency_token=t2')).json();
  expect(again).toMatchObject({
    DispatchedJobID: first.DispatchedJobID,
    EvalID: '',
    EvalCreateIndex: 0,
    JobCreateIndex: first.JobCreateIndex,
  });
  expect(other.DispatchedJobID).not.toBe(first.DispatchedJobID);
});

test('of many dispatches at once with one token, one job comes', async () => {
  await register();
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => (await dispatch({}, '?idempotency_token=t')).json()),
  );
  expect(new Set(answers.map(({ DispatchedJobID }) => DispatchedJobID)).size).toBe(1);
  expect(answers.filter(({ EvalID }) => EvalID !== '')).toHaveLength(1);
});

describe('a dispatch is refused', () => {
  test.each([
    { body: { Meta: {} }, says: 'Dispatch did not provide required meta keys: [to]' },
    {
      body: { Meta: { to: 'x', zz: '1' } },
      says: 'Dispatch request included unpermitted metadata keys: [zz]',
    },
    { body: { Payload: '!!' }, says: 'Payload is no base64' },
    { body: { Priority: 200 }, says: 'dispatch job priority must be between [1, 100]' },
    { body: { JobID: 'other' }, says: 'Job ID does not match' },
    {
      body: { Payload: Buffer.alloc(16_385).toString('base64') },
      says: 'Payload exceeds maximum size; 16385 > 16384',
    },
    {
      parameterized: { Payload: 'required' },
      body: {},
      says: 'Payload is not provided but required by parameterized job',
    },
    {
      parameterized: { Payload: 'forbidden' },
      body: { Payload: 'aGk=' },
      says: 'Payload provided but forbidden by parameterized job',
    },
  ])('$says', async ({ parameterized, body, says }) => {
    await register(parameterized);
    const answer = await dispatch(body);
    expect([answer.statusCode, answer.body]).toEqual([400, says]);
  });

  test('of a job that takes none, is stopped, or was dispatched itself', async () => {
    expect((await post('/v1/job/nope/dispatch', {})).body).toBe('parameterized job not found');
    await register();
    const { DispatchedJobID } = (await dispatch()).json();
    const child = encodeURIComponent(DispatchedJobID);
    expect((await post(`/v1/job/${child}/dispatch`, {})).body).toBe(
      `Specified job "${DispatchedJobID}" is not a parameterized job`,
    );
    await cluster.api.app.inject({ method: 'DELETE', url: '/v1/job/sleep' });
    expect((await dispatch()).body).toBe('Specified job "sleep" is stopped');
  });
});
