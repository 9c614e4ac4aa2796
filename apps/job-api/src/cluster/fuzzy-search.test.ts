import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  await addNode(api);
  const group = {
    Name: 'grp',
    Services: [{ Name: 'webapp', Provider: 'nomad' }],
    Tasks: [
      {
        Name: 'server',
        Driver: 'docker',
        Config: { image: 'redis:7', command: '/bin/serve' },
        Services: [{ Name: 'admin', Provider: 'nomad' }],
      },
    ],
  };
  await register({ ID: 'sjob', Name: 'sjob', TaskGroups: [group] });
  await place(api, 'sjob', ALLOC_ID);
});
afterAll(() => api.close());

const register = (changes: Record<string, unknown>) =>
  api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob(changes) });
const ask = (payload: object) =>
  api.app.inject({ method: 'POST', url: '/v1/search/fuzzy', payload });
const found = async (Text: string, Context = 'all') => (await ask({ Text, Context })).json();

test.each([
  { text: 'job', kind: 'jobs', match: { ID: 'sjob', Scope: ['default', 'sjob'] } },
  { text: 'grp', kind: 'groups', match: { ID: 'grp', Scope: ['default', 'sjob'] } },
  { text: 'ERV', kind: 'tasks', match: { ID: 'server', Scope: ['default', 'sjob', 'grp'] } },
  { text: 'bap', kind: 'services', match: { ID: 'webapp', Scope: ['default', 'sjob', 'grp'] } },
  {
    text: 'admin',
    kind: 'services',
    match: { ID: 'admin', Scope: ['default', 'sjob', 'grp', 'server'] },
  },
  {
    text: 'redis',
    kind: 'images',
    match: { ID: 'redis:7', Scope: ['default', 'sjob', 'grp', 'server'] },
  },
  {
    text: 'bin/',
    kind: 'commands',
    match: { ID: '/bin/serve', Scope: ['default', 'sjob', 'grp', 'server'] },
  },
  { text: 'b.grp', kind: 'allocs', match: { ID: 'sjob.grp[0]', Scope: ['default', ALLOC_ID] } },
  { text: 'lient', kind: 'nodes', match: { ID: 'client1', Scope: [NODE_ID] } },
  { text: 'efau', kind: 'namespaces', match: { ID: 'default' } },
  { text: 'e0', kind: 'evals', match: { ID: testId('e', 1) } },
])('"$text" is in one of the $kind', async ({ text, kind, match }) => {
  expect((await found(text)).Matches[kind]).toEqual([match]);
});

test('an ID is not found by what is in its middle, and a context leaves the others out', async () => {
  expect((await found('-4000-')).Matches).toEqual({ evals: [], deployment: [] });
  const { Matches, Truncations } = await found('er', 'jobs');
  expect(Matches).toMatchObject({ tasks: [{ ID: 'server' }] });
  expect(Truncations).toEqual({ jobs: false });
});

test('the earlier the text, the earlier the match', async () => {
  await register({ ID: 'a-zz', Name: 'a-zz' });
  await register({ ID: 'zz-b', Name: 'zz-b' });
  const { Matches } = await found('zz', 'jobs');
  expect(Matches.jobs.map(({ ID }: { ID: string }) => ID)).toEqual(['zz-b', 'a-zz']);
});

test.each([
  [{ Text: 'x', Context: 'all' }, 'fuzzy search query must be at least 2 characters, got 1'],
  [{ Text: 'xx', Context: 'nope' }, 'or \'all\' for all contexts; got "nope"'],
  [{ Text: 'xx' }, 'got ""'],
])('%j is refused', async (payload, message) => {
  const answer = await ask(payload);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(message)]);
});
