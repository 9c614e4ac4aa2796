import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
});
afterEach(() => api.close());

const get = (name: string, query: string) =>
  api.app.inject({ method: 'GET', url: `/v1/client/fs/${name}/${ALLOC_ID}?${query}` });

/** An agent that notes what it is asked for, and answers with some pieces. */
function answerWith(name: string, ...pieces: string[]): unknown[] {
  const asked: unknown[] = [];
  api.store.live.serveStream(`agent.${NODE_ID}.${name}`, async function* answer({ payload }) {
    asked.push(payload);
    yield* pieces.map((piece) => Buffer.from(piece));
  });
  return asked;
}

test('a listing is one list, in however many pieces it comes', async () => {
  const asked = answerWith('fs-list', '[{"Name":"a"},{"Name":"b"}]', '[{"Name":"c"}]');
  const answer = await get('ls', '');
  expect([answer.statusCode, answer.json()]).toEqual([
    200,
    [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }],
  ]);
  expect(asked).toEqual([{ allocId: ALLOC_ID, path: '/' }]);
});

test('an empty directory is an empty list', async () => {
  answerWith('fs-list');
  expect((await get('ls', 'path=/alloc/tmp')).body).toBe('[]');
});

test.each([
  {
    name: 'cat',
    query: 'path=/t/local/a%20b',
    asks: { path: '/t/local/a b', plain: true },
  },
  {
    name: 'readat',
    query: 'path=/x&offset=6&limit=5',
    asks: { path: '/x', offset: 6, limit: 5, plain: true },
  },
  {
    name: 'readat',
    query: 'path=/x&offset=6&limit=-1',
    asks: { path: '/x', offset: 6, limit: 0, plain: true },
  },
  {
    name: 'stream',
    query: 'path=/x',
    asks: { path: '/x', origin: 'start', offset: 0, follow: true, plain: false },
  },
  {
    name: 'stream',
    query: 'path=/x&follow=false&origin=end&offset=9&plain=true',
    asks: { path: '/x', origin: 'end', offset: 9, follow: false, plain: true },
  },
])('$name $query passes on what the agent sends', async ({ name, query, asks }) => {
  const asked = answerWith('fs-stream', 'some ', 'bytes');
  const answer = await get(name, query);
  expect([answer.statusCode, answer.body]).toEqual([200, 'some bytes']);
  expect(asked).toEqual([{ allocId: ALLOC_ID, ...asks }]);
});

test('no browser takes a file of a task for a page', async () => {
  answerWith('fs-stream', '<script>alert(1)</script>');
  expect((await get('cat', 'path=/x.html')).headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
  });
});

test.each([
  { name: 'stat', query: '', says: 'must provide a file name' },
  { name: 'cat', query: '', says: 'must provide a file name' },
  { name: 'stream', query: '', says: 'must provide a file name' },
  { name: 'stream', query: 'path=/x&origin=middle', says: 'origin must be start or end' },
  {
    name: 'readat',
    query: 'path=/x',
    says: 'error parsing offset: strconv.ParseInt: parsing "": invalid syntax',
  },
  {
    name: 'readat',
    query: 'path=/x&offset=0&limit=x',
    says: 'error parsing limit: strconv.ParseInt: parsing "x": invalid syntax',
  },
  {
    name: 'readat',
    query: 'path=/x&offset=-1',
    says: 'error parsing offset: strconv.ParseInt: parsing "-1": invalid syntax',
  },
])('$name $query is refused', async ({ name, query, says }) => {
  const answer = await get(name, query);
  expect([answer.statusCode, answer.body]).toEqual([400, says]);
});

test("an agent's refusal is an error, not the content of a file", async () => {
  api.store.live.serveStream(`agent.${NODE_ID}.fs-stream`, async function* answer() {
    yield* [];
    throw new SteppeError('REQUEST_INVALID', 'Path escapes the alloc directory');
  });
  const answer = await get('cat', 'path=/../../etc/passwd');
  expect([answer.statusCode, answer.body]).toEqual([400, 'Path escapes the alloc directory']);
});

test('an allocation that nobody knows', async () => {
  const url = `/v1/client/fs/ls/${testId('f', 1)}`;
  const answer = await api.app.inject({ method: 'GET', url });
  expect([answer.statusCode, answer.body]).toEqual([404, `Unknown allocation "${testId('f', 1)}"`]);
});
