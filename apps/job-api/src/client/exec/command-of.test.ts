import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addNode, place } from '../../testing/cluster-life.ts';
import { helloJob } from '../../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../../testing/test-api.ts';
import { commandOf } from './command-of.ts';
import { isExecUrl, parseExecUrl } from './exec-request.ts';

const ALLOC_ID = testId('a', 1);
const ACTIONS = [
  { Name: 'greet', Command: '/bin/echo', Args: ['hi', 'there'] },
  { Name: 'now', Command: '/bin/date' },
];

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
  const task = { Name: 'server', Driver: 'docker', Config: { image: 'app' }, Actions: ACTIONS };
  const TaskGroups = [{ Name: 'example', Tasks: [task] }];
  const payload = helloJob({ ID: 'a/b', Name: 'a/b', TaskGroups });
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload });
  await place(api, 'a/b', ALLOC_ID);
});
afterEach(() => api.close());

const rowOf = () => {
  const row = api.projection.state.allocs.get(ALLOC_ID);
  if (!row) throw new Error('nothing was placed');
  return row;
};
const action = (name: string, job = 'a/b') =>
  parseExecUrl(`/v1/job/${job}/action?action=${name}&task=server&allocID=${ALLOC_ID}`);

describe('an action of a job', () => {
  test('is listed with the others', async () => {
    const answer = await api.app.inject('/v1/job/a/b/actions');
    expect(answer.json()).toEqual([
      {
        Name: 'greet',
        Command: '/bin/echo',
        Args: ['hi', 'there'],
        TaskName: 'server',
        TaskGroupName: 'example',
      },
      {
        Name: 'now',
        Command: '/bin/date',
        Args: null,
        TaskName: 'server',
        TaskGroupName: 'example',
      },
    ]);
  });

  test('runs the command that the job file gives it', () => {
    expect(isExecUrl('/v1/job/a/b/action?action=greet')).toBe(true);
    expect(commandOf(rowOf(), action('greet'))).toEqual(['/bin/echo', 'hi', 'there']);
    expect(commandOf(rowOf(), action('now'))).toEqual(['/bin/date']);
  });

  test.each([
    { title: 'it does not name', wanted: () => action('nope'), says: 'has no action "nope"' },
    { title: 'another job names', wanted: () => action('greet', 'c'), says: 'of job "c" has no' },
  ])('is refused when $title it', ({ wanted, says }) => {
    expect(() => commandOf(rowOf(), wanted())).toThrow(says);
  });

  test('of a job that nobody knows is not found', async () => {
    const answer = await api.app.inject('/v1/job/nope/actions');
    expect([answer.statusCode, answer.body]).toEqual([404, 'Unknown job "nope"']);
  });

  test('needs a websocket to run', async () => {
    const answer = await api.app.inject('/v1/job/a/b/action?action=greet');
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      'websocket connection not found in context',
    ]);
  });
});
