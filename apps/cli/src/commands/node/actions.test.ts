import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { NODE_ID, openClusterWithNode, type TestCluster } from '../../testing/api.ts';
import { NOW_MS } from '../../testing/run.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithNode();
});
afterEach(() => cluster.close());

const TIME = '2026-11-22T18:00:00Z';
const node = () => cluster.projection.state.nodes.get(NODE_ID);

/** Ends each drain as soon as it starts, as the broker does when nothing runs on the node. */
function endDrains(): void {
  cluster.projection.onApplied(({ commit }) => {
    const [event] = commit.events;
    if (event?.type !== 'NodeDrainChanged' || event.drain === null) return;
    const ended = { ...event, drain: null };
    void cluster.store.log.append({
      subject: subjects.node(NODE_ID),
      commit: { v: 1, atMs: NOW_MS, actor: 'test', events: [ended] },
    });
  });
}

describe('node drain', () => {
  test('-enable follows the drain to its end', async () => {
    endDrains();
    const { code, stdout } = await cluster.run(['node', 'drain', '-enable', NODE_ID]);
    const [first, second, ...rest] = stdout.trim().split('\n');
    expect([code, first, second]).toEqual([
      0,
      `${TIME}: Ctrl-C to stop monitoring: will not cancel the node drain`,
      `${TIME}: Node "${NODE_ID}" drain strategy set`,
    ]);
    expect(rest.toSorted()).toEqual([
      `${TIME}: All allocations on node "${NODE_ID}" have stopped`,
      `${TIME}: Drain complete for node ${NODE_ID}`,
    ]);
  });

  test.each([
    { flags: [], forceDeadlineMs: NOW_MS + 3_600_000, ignoreSystemJobs: false },
    { flags: ['-deadline', '1m30s'], forceDeadlineMs: NOW_MS + 90_000, ignoreSystemJobs: false },
    { flags: ['-no-deadline', '-ignore-system'], forceDeadlineMs: 0, ignoreSystemJobs: true },
    { flags: ['-force'], forceDeadlineMs: NOW_MS, ignoreSystemJobs: false },
  ])('-enable $flags', async ({ flags, ...drain }) => {
    const argv = ['node', 'drain', '-enable', '-detach', ...flags, NODE_ID];
    expect(await cluster.run(argv)).toEqual({
      code: 0,
      stdout: `Node "${NODE_ID}" drain strategy set\n`,
      stderr: '',
    });
    expect(node()?.drain).toEqual({ startedAtMs: NOW_MS, ...drain });
  });

  test.each([
    { flags: [], eligibility: 'eligible' },
    { flags: ['-keep-ineligible'], eligibility: 'ineligible' },
  ])('-disable $flags leaves the node $eligibility', async ({ flags, eligibility }) => {
    await cluster.run(['node', 'drain', '-enable', '-detach', NODE_ID]);
    const ran = await cluster.run(['node', 'drain', '-disable', ...flags, NODE_ID]);
    expect(ran.stdout).toBe(`Node "${NODE_ID}" drain strategy unset\n`);
    expect(node()).toMatchObject({ drain: undefined, eligibility });
  });

  test('a part of an ID asks first', async () => {
    const argv = ['node', 'drain', '-enable', '-detach', NODE_ID.slice(0, 8)];
    const { stdout } = await cluster.run(argv, { stdin: 'n\n' });
    expect(stdout).toBe(`Are you sure you want to enable drain mode for node "${NODE_ID}"? [y/N]
Canceling drain toggle
`);
    await cluster.run([...argv, '-yes']);
    expect(node()?.drain).toBeDefined();
  });

  test('-monitor of a node that does not drain', async () => {
    const ran = await cluster.run(['node', 'drain', '-monitor', NODE_ID]);
    expect(ran).toEqual({ code: 0, stdout: '', stderr: 'No drain strategy set\n' });
  });

  test.each([
    {
      flags: [],
      says: "Either the '-enable' or '-disable' flag must be set, unless using '-monitor'",
    },
    {
      flags: ['-enable', '-force', '-no-deadline'],
      says: '-force and -no-deadline are mutually exclusive',
    },
    {
      flags: ['-enable', '-deadline', '1h', '-force'],
      says: '-deadline, -force, and -no-deadline are mutually exclusive',
    },
    { flags: ['-enable', '-deadline', '0s'], says: 'A positive drain duration must be given' },
    { flags: ['-enable', '-deadline', 'soon'], says: 'Failed to parse deadline "soon"' },
    { flags: ['-enable', '-self'], says: 'Give either a node or -self, not both' },
  ])('$says', async ({ flags, says }) => {
    const { code, stderr } = await cluster.run(['node', 'drain', ...flags, NODE_ID]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(says)]);
  });
});

describe('node eligibility', () => {
  test.each([
    { flag: '-disable', eligibility: 'ineligible' },
    { flag: '-enable', eligibility: 'eligible' },
  ])('$flag', async ({ flag, eligibility }) => {
    const ran = await cluster.run(['node', 'eligibility', flag, NODE_ID.slice(0, 8)]);
    expect(ran).toEqual({
      code: 0,
      stdout: `Node "${NODE_ID}" scheduling eligibility set: ${eligibility} for scheduling\n`,
      stderr: '',
    });
    expect(node()?.eligibility).toBe(eligibility);
  });

  test('needs to know which', async () => {
    const { code, stderr } = await cluster.run(['node', 'eligibility', NODE_ID]);
    expect([code, stderr]).toEqual([
      1,
      `Either the '-enable' or '-disable' flag must be set
For additional help try 'steppe node eligibility -help'
`,
    ]);
  });
});
