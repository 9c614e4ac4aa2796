import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NODE_ID, openClusterWithNode, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
const asked: unknown[] = [];
beforeEach(async () => {
  cluster = await openClusterWithNode();
  const report = {
    current: { disk: 'ssd', zone: 'a' },
    changes: { disk: 'ssd', rack: null },
    configured: { rack: 'r1', zone: 'a' },
  };
  cluster.store.live.serve(`agent.${NODE_ID}.meta`, async () => report);
  cluster.store.live.serve(`agent.${NODE_ID}.meta-change`, async ({ payload }) => {
    asked.push(payload);
    return report;
  });
});
afterEach(async () => {
  asked.length = 0;
  await cluster.close();
});

test('node meta read shows what counts, what was changed and what is configured', async () => {
  const { code, stdout } = await cluster.run(['node', 'meta', 'read', '-node-id', 'b9a46ae1']);
  expect([code, stdout]).toEqual([
    0,
    `All Meta
disk = ssd
zone = a

Dynamic Meta
disk = ssd
rack = <unset>

Static Meta
rack = r1
zone = a
`,
  ]);
});

test('node meta apply sets and unsets', async () => {
  const argv = ['node', 'meta', 'apply', '-node-id', NODE_ID, '-unset', 'rack,old', 'disk=s=d'];
  expect(await cluster.run(argv)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(asked).toEqual([{ changes: { rack: null, old: null, disk: 's=d' } }]);
});

test('node meta apply needs something to do', async () => {
  const { code, stderr } = await cluster.run(['node', 'meta', 'apply', '-unset', '']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('Must specify -unset or at least 1 key=value pair'),
  ]);
});
