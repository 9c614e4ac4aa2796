import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ALLOC_ID, openClusterWithAllocation, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithAllocation();
});
afterEach(() => cluster.close());

const history = (...argv: string[]) => cluster.run(['operator', 'history', ...argv]);

test('tells what the log says of an allocation, who said it and on which state it was decided', async () => {
  expect(await history('-alloc', ALLOC_ID.slice(0, 4))).toEqual({
    code: 0,
    stdout: `Index  Time                  Actor  Cause  Event             What
3      2026-11-22T18:00:00Z  test   -      AllocationPlaced  8bb1da93 hello.example[0], evaluation 8bb1da93
`,
    stderr: '',
  });
});

test('the log may say nothing', async () => {
  expect((await history('-job', 'none')).stdout).toBe('The log says nothing of it\n');
});

test.each([
  { title: 'of nobody', argv: [] },
  { title: 'of two at once', argv: ['-job', 'hello', '-node', 'b9'] },
])('$title there is none', async ({ argv }) => {
  const { code, stderr } = await history(...argv);
  expect([code, stderr]).toEqual([1, expect.stringContaining('Say whose history')]);
});
