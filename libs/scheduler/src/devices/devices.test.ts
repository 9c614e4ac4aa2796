import { describe, expect, test } from '@jest/globals';
import type { DeviceRequest, Job, Node, NodeDeviceGroup } from '@steppe/domain';
import { failureOf, scoresOf } from '../testing/failure.ts';
import { clusterOf } from '../testing/cluster.ts';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode } from '../testing/node-builder.ts';
import { compareDeviceValues, parseDeviceValue } from './device-value.ts';

const gpus = (name: string, ids: readonly string[], memoryGib = 11): NodeDeviceGroup => ({
  vendor: 'nvidia',
  type: 'gpu',
  name,
  attributes: { memory: { value: memoryGib, unit: 'GiB' }, cuda: { value: '11.2' } },
  instances: ids.map((id) => ({ id, healthy: true, healthDescription: '' })),
});

const nodeWith = (name: string, ...devices: NodeDeviceGroup[]): Node =>
  aNode(name, { resources: { ...aNode(name).resources, devices } });

const wanting = (request: Partial<DeviceRequest>, group: { count?: number } = {}): Job => {
  const { resources } = aTask();
  const device = { name: 'gpu', count: 1, constraints: [], affinities: [], ...request };
  return oneGroup({ ...group, tasks: [aTask({ resources: { ...resources, devices: [device] } })] });
};

const rule = (leftTarget: string, operand: string, rightTarget: string) => ({
  leftTarget,
  operand,
  rightTarget,
});

describe('node must have enough healthy matching devices', () => {
  const sick = {
    ...gpus('1080ti', ['g1', 'g2']),
    instances: [
      { id: 'g1', healthy: true, healthDescription: '' },
      { id: 'g2', healthy: false, healthDescription: 'too hot' },
    ],
  };
  test.each<{ title: string; node: Node; request: Partial<DeviceRequest>; fits: boolean }>([
    { title: 'by type', node: nodeWith('n', gpus('1080ti', ['g1'])), request: {}, fits: true },
    {
      title: 'by vendor and type',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { name: 'nvidia/gpu' },
      fits: true,
    },
    {
      title: 'by vendor, type and name',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { name: 'nvidia/gpu/1080ti' },
      fits: true,
    },
    {
      title: 'of another vendor',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { name: 'intel/gpu' },
      fits: false,
    },
    {
      title: 'of another name',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { name: 'nvidia/gpu/a100' },
      fits: false,
    },
    { title: 'on a node without any', node: aNode('n'), request: {}, fits: false },
    { title: 'as many as there are', node: nodeWith('n', sick), request: { count: 1 }, fits: true },
    {
      title: 'more than are healthy',
      node: nodeWith('n', sick),
      request: { count: 2 },
      fits: false,
    },
    {
      title: 'with a constraint that holds in other units',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { constraints: [rule('${device.attr.memory}', '>=', '10240 MiB')] },
      fits: true,
    },
    {
      title: 'with a constraint that does not hold',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { constraints: [rule('${device.attr.memory}', '>', '11 GiB')] },
      fits: false,
    },
    {
      title: 'with a constraint on the model',
      node: nodeWith('n', gpus('1080ti', ['g1'])),
      request: { constraints: [rule('${device.model}', '=', '1080ti')] },
      fits: true,
    },
  ])('$title: $fits', ({ node, request, fits }) => {
    const cluster = clusterOf([node]);
    const plan = cluster.run(cluster.register(wanting(request)));
    const filtered = failureOf(plan)?.constraintFiltered;
    expect(filtered).toEqual(fits ? undefined : { 'missing devices': 1 });
  });
});

test('an instance has one holder: what is given out is given out once, and comes back', () => {
  const cluster = clusterOf([nodeWith('n', gpus('1080ti', ['g1', 'g2', 'g3']))]);
  const plan = cluster.run(cluster.register(wanting({ count: 1 }, { count: 4 })));
  const held = cluster.living('j').flatMap(({ devices = [] }) => devices);
  expect(held.flatMap(({ instanceIds }) => instanceIds).toSorted()).toEqual(['g1', 'g2', 'g3']);
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ 'devices: no devices match request': 1 });
  const [first] = cluster.living('j');
  if (first) cluster.report(first, 'complete');
  expect([...(cluster.state.index.usage.get('node-n')?.holdings?.keys() ?? [])]).toHaveLength(2);
});

test('devices are offered with affinity score', () => {
  const cluster = clusterOf([
    nodeWith('small', gpus('1080ti', ['g1'])),
    nodeWith('large', gpus('1080ti', ['g1']), gpus('a100', ['g2'], 40)),
  ]);
  const affinities = [{ ...rule('${device.attr.memory}', '>', '20 GiB'), weight: 60 }];
  const evalId = cluster.register(wanting({ affinities }));
  expect(scoresOf(cluster.explain(evalId))).toMatchObject({
    'node-large': { devices: 1 },
    'node-small': { devices: 0 },
  });
  cluster.run(evalId);
  expect(cluster.living('j')).toMatchObject([
    { nodeId: 'node-large', devices: [{ task: 't', name: 'a100', instanceIds: ['g2'] }] },
  ]);
});

describe('typed attributes with units in device constraints', () => {
  test.each([
    { left: '11 GiB', operand: '=', right: '11264 MiB', expected: true },
    { left: '1 GB', operand: '<', right: '1 GiB', expected: true },
    { left: '2 GHz', operand: '>', right: '1500 MHz', expected: true },
    { left: '250 W', operand: '<=', right: '0.25 kW', expected: true },
    { left: '2 GHz', operand: '>', right: '1 GiB', expected: false },
    { left: '2', operand: '=', right: '2.0', expected: true },
    { left: 'true', operand: '=', right: 'true', expected: true },
    { left: 'true', operand: '<', right: 'false', expected: false },
    { left: 'pascal', operand: '!=', right: 'volta', expected: true },
    { left: '11.2.1', operand: 'version', right: '>= 11.2', expected: true },
    { left: 'a,b', operand: 'set_contains', right: 'b', expected: true },
    { left: undefined, operand: '!=', right: 'x', expected: true },
    { left: undefined, operand: '!=', right: undefined, expected: false },
    { left: undefined, operand: 'is_not_set', right: '', expected: true },
  ])('$left $operand $right is $expected', ({ left, operand, right, expected }) => {
    const [a, b] = [left, right].map((text) =>
      text === undefined ? undefined : parseDeviceValue(text),
    );
    expect(compareDeviceValues(operand, a, b)).toBe(expected);
  });
});
