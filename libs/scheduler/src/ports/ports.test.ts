import { describe, expect, test } from '@jest/globals';
import { emptyUsage, type NodeUsage } from '@steppe/domain';
import { ProposedHoldings } from '../nodes/proposed-holdings.ts';
import { aNode } from '../testing/node-builder.ts';
import { NodePorts } from './node-ports.ts';
import { parsePortRanges } from './port-ranges.ts';

function ask(label: string, value: number, to = 0) {
  return { label, value, to, hostNetwork: '', task: undefined };
}

function dynamic(count: number) {
  const asks = Array.from({ length: count }, (_, i) => ask(`p${i}`, 0, -1));
  return { fixed: [], dynamic: asks, named: [] };
}

test.each([
  { text: '', ports: [] },
  { text: '22', ports: [22] },
  { text: '22, 80,8500-8502', ports: [22, 80, 8_500, 8_501, 8_502] },
  { text: 'ssh,80', ports: [80] },
])('the reserved ports "$text" are $ports', ({ text, ports }) => {
  expect([...parsePortRanges(text)]).toEqual(ports);
});

describe('of a node with the dynamic ports 20000 to 20003', () => {
  const { resources, reserved } = aNode('n');
  const node = aNode('n1', {
    resources: { ...resources, minDynamicPort: 20_000, maxDynamicPort: 20_003 },
    reserved: { ...reserved, ports: '20001' },
  });
  const portsOf = (seed: number, usage?: NodeUsage): NodePorts =>
    new NodePorts(node, { usage, holdings: new ProposedHoldings(usage?.holdings), seed });

  test('the free ones are given out from the seed on and around', () => {
    const ports = portsOf(3).take(dynamic(3));
    expect(ports.map(({ value }) => value)).toEqual([20_003, 20_000, 20_002]);
    expect(ports.map(({ to }) => to)).toEqual([20_003, 20_000, 20_002]);
  });

  test('those in use are not given out, and come back when they are released', () => {
    const usage = emptyUsage();
    usage.ports.set(20_000, 1);
    const ports = portsOf(0, usage);
    expect(ports.reject(dynamic(3))).toBe('network: dynamic port selection failed');
    const taken = ports.take(dynamic(2));
    expect(ports.reject(dynamic(1))).toBe('network: dynamic port selection failed');
    ports.count(taken, -1);
    expect(ports.reject(dynamic(2))).toBeUndefined();
  });

  test('a fixed one is given out once', () => {
    const ports = portsOf(0);
    const http = { fixed: [ask('http', 8_080, 80)], dynamic: [], named: [] };
    expect(ports.take(http)).toEqual([{ label: 'http', value: 8_080, to: 80, hostIp: '10.0.0.1' }]);
    expect(ports.reject(http)).toBe('network: reserved port collision http=8080');
  });

  test('two of the same in one group collide', () => {
    const twice = { fixed: [ask('a', 8_080), ask('b', 8_080)], dynamic: [], named: [] };
    expect(portsOf(0).reject(twice)).toBe('network: reserved port collision b=8080');
  });
});
