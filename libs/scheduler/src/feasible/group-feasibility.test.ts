import { describe, expect, test } from '@jest/globals';
import type { Constraint, Node, NodeRow } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { aGroup, aJob } from '../testing/job-builder.ts';
import { aNode } from '../testing/node-builder.ts';
import { GroupFeasibility } from './group-feasibility.ts';

const rule = (leftTarget: string, rightTarget: string): Constraint => ({
  leftTarget,
  operand: '=',
  rightTarget,
});
const linux = rule('${attr.kernel.name}', 'linux');
const named = rule('${node.unique.name}', 'n1');

function rowOf(node: Node): NodeRow {
  const row = clusterOf([node]).state.nodes.get(node.id);
  if (!row) throw new Error('the node is gone');
  return row;
}

/** A node that says it is of the class of `other`, which its attributes belie: so it shows whether they are read. */
const posing = (node: Node, other: NodeRow): NodeRow => ({
  ...rowOf(node),
  computedClass: other.computedClass,
});

const feasibility = (constraints: Constraint[], ofGroup: Constraint[] = []) =>
  new GroupFeasibility({
    job: aJob({ constraints }),
    group: aGroup({ constraints: ofGroup }),
  });

describe('eligibility is remembered per computed class', () => {
  const good = rowOf(aNode('n1'));
  const bad = rowOf(aNode('n2', { attributes: { 'kernel.name': 'plan9' } }));
  const reason = '${attr.kernel.name} = linux';

  test.each([
    { title: 'job', of: feasibility([linux]) },
    { title: 'group', of: feasibility([], [linux]) },
  ])('$title eligibility: class known good skips the checks, class known bad too', ({ of }) => {
    expect(of.reject(good)).toBeUndefined();
    expect(of.reject(posing(bad.node, good))).toBeUndefined();
    expect(of.reject(bad)).toBe(reason);
    expect(of.reject(posing(good.node, bad))).toBe(reason);
    expect(of.escapesClasses).toBe(false);
    expect([...of.classes()]).toEqual([
      [good.computedClass, true],
      [bad.computedClass, false],
    ]);
  });

  test.each([
    { title: 'escaped jobs are checked on each node', of: feasibility([named]) },
    { title: 'good job, escaped group', of: feasibility([linux], [named]) },
  ])('constraints on unique attributes escape class caching: $title', ({ of }) => {
    expect(of.escapesClasses).toBe(true);
    expect(of.reject(good)).toBeUndefined();
    expect(of.reject(posing(aNode('n3'), good))).toBe('${node.unique.name} = n1');
  });

  test('good job, bad group', () => {
    const of = feasibility([linux], [rule('${node.class}', 'big')]);
    expect(of.reject(good)).toBe('${node.class} = big');
  });
});
