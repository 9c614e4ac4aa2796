import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { NOW_MS } from '../testing/test-api.ts';

let api: ControlledApi;
beforeEach(async () => {
  api = await openControlledApi();
});
afterEach(() => api.close());

type Method = 'GET' | 'PUT' | 'DELETE' | 'POST';
const manage = (method: Method, url: string, payload?: object | string) =>
  api.ask(api.management, method, url, payload);
const put = (url: string, items: Record<string, string>) => manage('PUT', url, { Items: items });

const TIME = NOW_MS * 1e6;

test('one is written, read, listed and deleted, as recorded', async () => {
  const written = await put('/v1/var/a/c', { k: 'v' });
  const { ModifyIndex } = written.json();
  const stub = {
    Namespace: 'default',
    Path: 'a/c',
    Lock: null,
    CreateIndex: ModifyIndex,
    CreateTime: TIME,
    ModifyIndex,
    ModifyTime: TIME,
  };
  expect(written.json()).toEqual({ ...stub, Items: { k: 'v' } });
  const read = await manage('GET', '/v1/var/a/c');
  expect([read.headers['x-nomad-index'], read.json()]).toEqual([
    String(ModifyIndex),
    { ...stub, Items: { k: 'v' } },
  ]);
  expect((await manage('GET', '/v1/vars')).json()).toEqual([stub]);
  expect((await manage('GET', '/v1/vars?prefix=b')).json()).toEqual([]);
  const deleted = await manage('DELETE', '/v1/var/a/c');
  expect([deleted.statusCode, deleted.body]).toEqual([204, '']);
  expect((await manage('DELETE', '/v1/var/a/c')).statusCode).toBe(204);
  const gone = await manage('GET', '/v1/var/a/c');
  expect([gone.statusCode, gone.body]).toEqual([404, 'variable not found']);
});

describe('compare and set', () => {
  test('writes at the index alone', async () => {
    const { ModifyIndex } = (await put('/v1/var/q/r?cas=0', { a: 'b' })).json();
    const late = await put('/v1/var/q/r?cas=0', { a: 'c' });
    expect([late.statusCode, late.headers['content-type']]).toEqual([
      409,
      'text/plain; charset=utf-8',
    ]);
    expect(JSON.parse(late.body)).toMatchObject({ ModifyIndex, Items: { a: 'b' } });
    expect((await put(`/v1/var/q/r?cas=${ModifyIndex}`, { a: 'c' })).statusCode).toBe(200);
    expect((await manage('DELETE', '/v1/var/q/r?cas=1')).statusCode).toBe(409);
  });

  test('of several at once, one writes', async () => {
    const answers = await Promise.all(
      ['1', '2', '3', '4'].map((value) => put('/v1/var/race?cas=0', { value })),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, 409, 409, 409]);
  });
});

test.each([
  ['bad path', { a: 'b' }, 'invalid path "bad path"'],
  ['a@b', { a: 'b' }, 'invalid path "a@b"'],
  ['a'.repeat(129), { a: 'b' }, `invalid path "${'a'.repeat(129)}"`],
  ['nomad', { a: 'b' }, '"nomad" is a reserved top-level directory path'],
  ['nomad/foo', { a: 'b' }, 'only paths at "nomad/jobs" or "nomad/job-templates"'],
  ['big', { a: 'x'.repeat(70_000) }, 'variables are limited to 64KiB in total size'],
  ['empty', {}, 'empty variables are invalid'],
])('%s is refused', async (path, items, text) => {
  const answer = await put(`/v1/var/${encodeURIComponent(path)}`, items);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
});

test.each([
  ['/v1/var/q', '{}', 'variable missing required Items object'],
  ['/v1/var/q', '', 'Request body is empty'],
  ['/v1/var/q?cas=x', '{"Items":{"a":"b"}}', 'can not parse cas: strconv.ParseUint: parsing "x"'],
])('%s with %s is refused', async (url, payload, text) => {
  const answer = await manage('PUT', url, payload);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
});

test('what a variable holds is not in the log', async () => {
  await put('/v1/var/secret/db', { password: 'correct horse battery staple' });
  const entries: string[] = [];
  for await (const entry of api.store.log.read({ fromSeq: 1, toSeq: api.projection.state.seq })) {
    entries.push(JSON.stringify(entry));
  }
  expect(entries.join('\n')).toContain('secret/db');
  expect(entries.join('\n')).not.toContain('correct horse');
  expect(entries.join('\n')).not.toContain('PRIVATE KEY');
});

describe('by path', () => {
  const RULES = `namespace "default" {
    variables {
      path "a/*" { capabilities = ["read"] }
      path "w/*" { capabilities = ["write"] }
    }
  }`;

  test('a token reads, lists and writes what it may', async () => {
    await put('/v1/var/a/b', { k: 'v' });
    await put('/v1/var/c', { k: 'v' });
    const secret = await api.tokenFor(RULES);
    const status = async (method: Method, url: string) =>
      (await api.ask(secret, method, url, method === 'PUT' ? { Items: { a: 'b' } } : undefined))
        .statusCode;
    expect(await status('GET', '/v1/var/a/b')).toBe(200);
    expect(await status('PUT', '/v1/var/a/b')).toBe(403);
    expect(await status('GET', '/v1/var/c')).toBe(403);
    expect(await status('PUT', '/v1/var/w/x')).toBe(200);
    expect(await status('GET', '/v1/var/w/x')).toBe(403);
    expect(await status('DELETE', '/v1/var/w/x')).toBe(403);
    expect((await api.ask(secret, 'GET', '/v1/vars')).json()).toMatchObject([{ Path: 'a/b' }]);
    expect((await api.ask('', 'GET', '/v1/vars')).json()).toEqual([]);
  });

  test('a conflict shows what is there only to whoever may read it', async () => {
    await put('/v1/var/w/x', { k: 'v' });
    const secret = await api.tokenFor(RULES);
    const late = await api.ask(secret, 'PUT', '/v1/var/w/x?cas=0', { Items: { a: 'b' } });
    expect(JSON.parse(late.body)).toMatchObject({ Path: 'w/x', Items: null });
  });
});

const keys = async (): Promise<{ KeyID: string; State: string }[]> =>
  (await manage('GET', '/v1/operator/keyring/keys')).json();

describe('root keys', () => {
  test('after a full rotation the old one can go, and variables are read as before', async () => {
    const { ModifyIndex } = (await put('/v1/var/a', { k: 'v' })).json();
    const [old] = await keys();
    await manage('PUT', '/v1/operator/keyring/rotate');
    expect((await keys()).map(({ State }) => State).toSorted()).toEqual(['active', 'inactive']);
    const used = await manage('DELETE', `/v1/operator/keyring/key/${old?.KeyID}`);
    expect([used.statusCode, used.body]).toEqual([400, 'root key in use, cannot delete']);
    await manage('PUT', '/v1/operator/keyring/rotate?full=true');
    expect((await manage('DELETE', `/v1/operator/keyring/key/${old?.KeyID}`)).statusCode).toBe(200);
    expect((await manage('GET', '/v1/var/a')).json()).toMatchObject({
      Items: { k: 'v' },
      ModifyIndex,
    });
  });

  test('the active one stays', async () => {
    await put('/v1/var/a', { k: 'v' });
    const [active] = await keys();
    const answer = await manage('DELETE', `/v1/operator/keyring/key/${active?.KeyID}`);
    expect(answer.body).toBe('active root key cannot be deleted - call rotate first');
    expect((await manage('DELETE', '/v1/operator/keyring/key/nope')).statusCode).toBe(404);
  });
});
