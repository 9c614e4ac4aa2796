import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { helloJob } from '../testing/hello.ts';
import { NOW_MS, openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  for (const Priority of [10, 20]) await register(Priority);
});
afterEach(() => api.close());

const register = (Priority: number) =>
  api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob({ Priority }) });
const tag = (name: string, payload: object, job = 'hello') =>
  api.app.inject({ method: 'POST', url: `/v1/job/${job}/versions/${name}/tag`, payload });
const untag = (name: string) =>
  api.app.inject({ method: 'DELETE', url: `/v1/job/hello/versions/${name}/tag` });
const versions = async (): Promise<[number, string | undefined][]> => {
  const answer = await api.app.inject({ url: '/v1/job/hello/versions' });
  return answer
    .json()
    .Versions.map(({ Version, VersionTag }: { Version: number; VersionTag?: { Name: string } }) => [
      Version,
      VersionTag?.Name,
    ]);
};

test('a version has the name that it was given, until that is taken away', async () => {
  const answer = await tag('gold', { Version: 0, Description: 'the first' });
  expect([answer.statusCode, answer.json()]).toMatchObject([
    200,
    { Name: 'gold', Description: 'the first', TaggedTime: NOW_MS * 1e6, Index: 3 },
  ]);
  expect(await versions()).toEqual([
    [1, undefined],
    [0, 'gold'],
  ]);
  expect((await untag('gold')).statusCode).toBe(200);
  expect(await versions()).toEqual([
    [1, undefined],
    [0, undefined],
  ]);
});

test('a version with a name is kept, however many follow', async () => {
  await tag('gold', { Version: 0 });
  for (let Priority = 30; Priority < 38; Priority++) await register(Priority);
  const kept = await versions();
  expect(kept.at(-1)).toEqual([0, 'gold']);
  expect(kept).toHaveLength(7);
});

test('the same job again keeps the name, a change does not take it along', async () => {
  await tag('gold', { Version: 1 });
  await register(20);
  expect(await versions()).toContainEqual([1, 'gold']);
  await register(30);
  expect((await versions())[0]).toEqual([2, undefined]);
});

test('versions can be compared with one that has a name', async () => {
  await tag('gold', { Version: 0 });
  const answer = await api.app.inject({ url: '/v1/job/hello/versions?diffs=true&diff_tag=gold' });
  expect(answer.json().Diffs).toMatchObject([{ Type: 'Edited' }]);
  const unknown = await api.app.inject({ url: '/v1/job/hello/versions?diffs=true&diff_tag=nope' });
  expect([unknown.statusCode, unknown.body]).toEqual([404, 'tag "nope" not found']);
});

test.each([
  {
    name: 'gold',
    body: { Version: 1 },
    status: 400,
    says: 'already exists on a different version',
  },
  { name: 'new', body: { Version: 9 }, status: 404, says: 'job "hello" version 9 not found' },
])('a name that cannot be given: $says', async ({ name, body, status, says }) => {
  await tag('gold', { Version: 0 });
  const answer = await tag(name, body);
  expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(says)]);
});

test('a name that nothing has cannot be taken away', async () => {
  const answer = await untag('nope');
  expect([answer.statusCode, answer.body]).toEqual([404, 'tag "nope" not found on job "hello"']);
});
