import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { addNode, NODE_ID, place, running } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';
import { Changes } from './changes.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const get = (url: string) => api.app.inject({ method: 'GET', url });
const register = (changes: Record<string, unknown> = {}) =>
  api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob(changes) });

/** Resolves once so many requests wait for a change. */
async function untilBlocked(count = 1): Promise<void> {
  const changes = api.app.get(Changes);
  while (changes.count !== count) await new Promise((resolve) => setImmediate(resolve));
}

describe('blocking queries', () => {
  test('a list is answered when its table changes, with the new index', async () => {
    await register();
    const waiting = get('/v1/jobs?index=1&wait=1m');
    await untilBlocked();
    await register({ ID: 'other' });
    const answer = await waiting;
    expect(answer.headers['x-nomad-index']).toBe('2');
    expect(answer.json()).toHaveLength(2);
  });

  test('one thing is answered when it changes, and not when another one does', async () => {
    await addNode(api);
    await register();
    await place(api, 'hello', testId('a', 1));
    await place(api, 'hello', testId('a', 2));
    const { ModifyIndex } = (await get(`/v1/allocation/${testId('a', 1)}`)).json();
    const waiting = get(`/v1/allocation/${testId('a', 1)}?index=${ModifyIndex}&wait=1m`);
    await untilBlocked();
    await api.append(subjects.client(NODE_ID), running(testId('a', 2), 'server'));
    expect(api.app.get(Changes).count).toBe(1);
    await api.append(subjects.client(NODE_ID), running(testId('a', 1), 'server'));
    expect((await waiting).json()).toMatchObject({ ClientStatus: 'running' });
    expect(api.app.get(Changes).count).toBe(0);
  });

  test('many who wait for the same are answered the same, in the form that each asked for', async () => {
    await register();
    const urls = ['', '', '&pretty'].map((form) => `/v1/job/hello?index=1&wait=1m${form}`);
    const waiting = urls.map(get);
    await untilBlocked(3);
    await register({ Priority: 60 });
    const [first, second, pretty] = await Promise.all(waiting);
    expect(first?.json()).toMatchObject({ ID: 'hello', Priority: 60 });
    expect(second?.body).toBe(first?.body);
    expect(pretty?.json()).toEqual(first?.json());
    expect(pretty?.body).toMatch(/^\{\n {4}"/);
  });

  test('what does not exist yet can be waited for', async () => {
    await register({ ID: 'first' });
    const waiting = get('/v1/job/hello?index=1&wait=1m');
    await untilBlocked();
    await register();
    expect((await waiting).json()).toMatchObject({ ID: 'hello' });
  });

  test('an index that was passed is answered at once; one that was not, after the time', async () => {
    await register();
    expect((await get('/v1/jobs?index=0')).json()).toHaveLength(1);
    const late = await get('/v1/jobs?index=99&wait=1ms');
    expect(late.headers['x-nomad-index']).toBe('1');
  });

  test('a client that goes away leaves nothing behind', async () => {
    await register();
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const gone = new AbortController();
    const url = `${await api.app.getUrl()}/v1/jobs?index=1&wait=5m`;
    const waiting = fetch(url, { signal: gone.signal });
    await untilBlocked();
    gone.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await untilBlocked(0);
    expect(api.app.get(Changes).count).toBe(0);
  });

  test('when the API stops, whoever waits is answered', async () => {
    await register();
    const waiting = get('/v1/jobs?index=1&wait=5m');
    await untilBlocked();
    await api.app.close();
    expect((await waiting).statusCode).toBe(200);
  });
});

/** The IDs of a page, and the token of the next one. */
const idsOf = (url: string) =>
  get(url).then((answer) => [
    answer.json().map(({ ID }: { ID: string }) => ID),
    answer.headers['x-nomad-nexttoken'],
  ]);

describe('pages', () => {
  beforeEach(async () => {
    for (const ID of ['c', 'a', 'b']) await register({ ID });
  });
  test('jobs come by ID, two at a time, in either direction', async () => {
    expect(await idsOf('/v1/jobs?per_page=2')).toEqual([['a', 'b'], 'default.c']);
    expect(await idsOf('/v1/jobs?per_page=2&next_token=default.c')).toEqual([['c'], undefined]);
    expect(await idsOf('/v1/jobs?per_page=2&reverse=true')).toEqual([['c', 'b'], 'default.a']);
    expect(await idsOf('/v1/jobs?reverse=true&next_token=default.a')).toEqual([['a'], undefined]);
  });

  test('evaluations come in the order in which they were made', async () => {
    const [first, token] = await idsOf('/v1/evaluations?per_page=1');
    expect([first, token]).toEqual([[testId('e', 1)], `2.${testId('e', 2)}`]);
    const [rest] = await idsOf(`/v1/evaluations?next_token=${token}`);
    expect(rest).toEqual([testId('e', 2), testId('e', 3)]);
  });

  test('a prefix and a namespace narrow a list', async () => {
    expect(await idsOf('/v1/jobs?prefix=b')).toEqual([['b'], undefined]);
    expect(await idsOf('/v1/jobs?namespace=*')).toEqual([['a', 'b', 'c'], undefined]);
    expect(await idsOf(`/v1/evaluations?job=c`)).toEqual([[testId('e', 1)], undefined]);
  });
});

describe('filters', () => {
  test('narrow a list before it is cut into pages', async () => {
    for (const ID of ['a1', 'b1', 'a2', 'b2']) await register({ ID });
    const filter = encodeURIComponent('ID matches "^b" and Type == "service"');
    expect(await idsOf(`/v1/jobs?filter=${filter}&per_page=1`)).toEqual([['b1'], 'default.b2']);
    const failed = encodeURIComponent('FailedTGAllocs is not empty');
    expect(await idsOf(`/v1/evaluations?filter=${failed}`)).toEqual([[], undefined]);
  });

  test.each([
    { filter: 'bogus', says: 'failed to read filter expression: 1:6 (5): no match found' },
    { filter: 'Nope == 1', says: 'struct field with name "Nope"' },
  ])('$filter', async ({ filter, says }) => {
    await register();
    const answer = await get(`/v1/jobs?filter=${encodeURIComponent(filter)}`);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(says)]);
  });
});

describe('forms of an answer', () => {
  test('pretty: four spaces', async () => {
    expect((await get('/v1/regions?pretty')).body).toBe('[\n    "global"\n]');
  });

  test('compressed when the client takes it and it pays', async () => {
    await register();
    const headers = { 'accept-encoding': 'gzip' };
    const large = await api.app.inject({ method: 'GET', url: '/v1/job/hello', headers });
    expect(large.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(String(gunzipSync(large.rawPayload)))).toMatchObject({ ID: 'hello' });
    const small = await api.app.inject({ method: 'GET', url: '/v1/regions', headers });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  test('headers of a read', async () => {
    await register();
    const { headers } = await get('/v1/jobs');
    expect(headers).toMatchObject({
      'x-nomad-index': '1',
      'x-nomad-knownleader': 'true',
      'x-nomad-lastcontact': '0',
      'content-type': 'application/json',
    });
  });
});
