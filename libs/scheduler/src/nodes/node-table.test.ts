import { expect, test } from '@jest/globals';
import { applyRecorded, emptyState, type State, subjects } from '@steppe/domain';
import { schedule } from '../schedule.ts';
import { TestCluster } from '../testing/cluster.ts';
import { aJob, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

/** The same state in a process that has never planned anything. */
function folded({ entries }: TestCluster): State {
  const state = emptyState();
  for (const entry of entries) applyRecorded(state, entry);
  return state;
}

/** Plans on the state as this process has kept it, and on one that was just folded. */
function plannedTwice(cluster: TestCluster, evalId: string) {
  const options = { nowMs: cluster.nowMs };
  return [schedule(cluster.state, evalId, options), schedule(folded(cluster), evalId, options)];
}

test.each([
  { title: 'a node left and another one came', change: replaceNode },
  { title: 'a node changed its class', change: reclassNode },
  { title: 'a node went down', change: (cluster: TestCluster) => cluster.nodeDown('node-n7') },
  { title: 'a job ended', change: endJob },
])('when $title, the plan is that of a process that has just started', ({ change }) => {
  const cluster = new TestCluster();
  for (const node of someNodes(100)) cluster.addNode(node);
  for (let i = 0; i < 5; i++) {
    cluster.run(cluster.register(oneGroup({ count: 30 }, { id: `before-${i}` })));
  }
  change(cluster);
  cluster.run(cluster.register(oneGroup({ count: 30 }, { id: 'between' })));
  const [kept, fresh] = plannedTwice(cluster, cluster.register(oneGroup({ count: 50 })));
  expect(kept?.nodeCommits.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept)).toBe(JSON.stringify(fresh));
});

test('what does not fit is refused for the same reasons, in the same order', () => {
  const cluster = new TestCluster();
  for (const nodeClass of ['a', 'b', 'c']) cluster.addNode(aNode(nodeClass, { nodeClass }));
  cluster.run(cluster.register(aJob({ id: 'before' })));
  replaceNode(cluster);
  const huge = oneGroup({
    count: 2,
    ephemeralDisk: { sizeMb: 1e9, sticky: false, migrate: false },
  });
  const [kept, fresh] = plannedTwice(cluster, cluster.register(huge));
  expect(JSON.stringify(kept?.outcome)).toBe(JSON.stringify(fresh?.outcome));
});

function replaceNode(cluster: TestCluster): void {
  const [nodeId = ''] = cluster.state.nodes.keys();
  cluster.append(subjects.node(nodeId), [{ type: 'NodeDeregistered', v: 1, nodeId }]);
  cluster.addNode(aNode('new', { datacenter: 'dc2' }));
  cluster.addNode(aNode('newer', { nodeClass: 'large' }));
}

function reclassNode(cluster: TestCluster): void {
  cluster.addNode(aNode('n5', { nodeClass: 'special' }));
}

function endJob(cluster: TestCluster): void {
  for (const alloc of cluster.allocs('before-2')) cluster.report(alloc, 'complete');
}
