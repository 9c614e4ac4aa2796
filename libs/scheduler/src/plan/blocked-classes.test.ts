import { expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import { aGroup, aJob, aTask } from '../testing/job-builder.ts';
import { aNode } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();
const huge = [aTask({ resources: { ...TASK, cpuMhz: 9_000 } })];
const onClass = (rightTarget: string) => [
  { leftTarget: '${node.class}', operand: '=', rightTarget },
];
const unique = { leftTarget: '${node.unique.name}', operand: '!=', rightTarget: 'x' };

test('class map handed to the blocked evaluation: a class is eligible if some group is eligible there', () => {
  const names = ['a', 'b', 'c'];
  const cluster = clusterOf(names.map((name) => aNode(name, { nodeClass: name })));
  const groups = ['a', 'b'].map((name) =>
    aGroup({ name, tasks: huge, constraints: onClass(name) }),
  );
  const plan = cluster.run(cluster.register(aJob({ groups })));
  const [a = '', b = '', c = ''] = names.map(
    (name) => cluster.state.nodes.get(`node-${name}`)?.computedClass,
  );
  expect(plan.outcome.events.at(-1)).toMatchObject({
    type: 'EvaluationBlocked',
    queuedAllocations: { a: 1, b: 1 },
    blockedOn: {
      classEligibility: { [a]: true, [b]: true, [c]: false },
      escapedComputedClass: false,
    },
  });
});

test('a job whose constraints read unique attributes waits for any node', () => {
  const cluster = clusterOf([aNode('a')]);
  const groups = [aGroup({ tasks: huge, constraints: [unique] })];
  const plan = cluster.run(cluster.register(aJob({ groups })));
  expect(plan.outcome.events.at(-1)).toMatchObject({ blockedOn: { escapedComputedClass: true } });
});
