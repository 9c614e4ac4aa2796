import { expect, test } from '@jest/globals';
import { aNode } from '../testing/node-builder.ts';
import { isUniqueTarget, resolveTarget } from './resolve-target.ts';

const node = aNode('n1', {
  datacenter: 'eu',
  nodeClass: 'big',
  nodePool: 'gpu',
  attributes: { 'kernel.name': 'linux', empty: '' },
  meta: { rack: 'r1' },
});

test.each([
  { target: 'a literal', value: 'a literal' },
  { target: '', value: '' },
  { target: '${node.unique.id}', value: 'node-n1' },
  { target: '${node.unique.name}', value: 'n1' },
  { target: '${node.datacenter}', value: 'eu' },
  { target: '${node.class}', value: 'big' },
  { target: '${node.pool}', value: 'gpu' },
  { target: '${attr.kernel.name}', value: 'linux' },
  { target: '${attr.empty}', value: '' },
  { target: '${attr.kernel.version}', value: undefined },
  { target: '${attr.toString}', value: undefined },
  { target: '${meta.rack}', value: 'r1' },
  { target: '${meta.row}', value: undefined },
  { target: '${node.unknown}', value: undefined },
  { target: '${env.HOME}', value: undefined },
])('node.*, attr.*, meta.* targets and literals: $target is $value', ({ target, value }) => {
  expect(resolveTarget(target, node)).toBe(value);
});

test.each([
  { target: '${node.unique.name}', unique: true },
  { target: '${attr.unique.hostname}', unique: true },
  { target: '${meta.unique.owner}', unique: true },
  { target: '${meta.owner}', unique: false },
  { target: 'unique.', unique: false },
])('$target differs between nodes of one class: $unique', ({ target, unique }) => {
  expect(isUniqueTarget(target)).toBe(unique);
});
