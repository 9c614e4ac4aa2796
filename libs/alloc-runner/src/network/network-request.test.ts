import { expect, test } from '@jest/globals';
import type { AllocatedPort, Network } from '@steppe/domain';
import { aJobWith, aPlacement, aTask } from '../testing/jobs.ts';
import { networkRequestOf } from './network-request.ts';

const port = (changes: Partial<AllocatedPort> = {}): AllocatedPort => ({
  label: 'http',
  value: 23_000,
  to: 80,
  hostIp: '10.0.0.5',
  ...changes,
});

function requestOf(network: Partial<Network>, ports: AllocatedPort[] = [], bindsWildcard = true) {
  const [group] = aJobWith(aTask()).groups;
  const asked = { mode: 'bridge', reservedPorts: [], dynamicPorts: [], ...network };
  return (
    group &&
    networkRequestOf({ ...group, networks: [asked] }, aPlacement({ ports }), { bindsWildcard })
  );
}

test.each([
  { title: 'the network of the node asks for nothing', mode: 'host', expected: undefined },
  { title: 'what names no mode does neither', mode: '', expected: undefined },
  { title: 'a bridge is asked for', mode: 'bridge', expected: 'bridge' },
  { title: "an operator's network is asked for", mode: 'cni/mine', expected: 'cni/mine' },
  { title: 'a network without a way out is asked for', mode: 'none', expected: 'none' },
])('$title', ({ mode, expected }) => {
  expect(requestOf({ mode })?.mode).toBe(expected);
});

test.each([
  {
    title: 'on all addresses of the default network',
    port: port(),
    expected: { containerPort: 80 },
  },
  {
    title: "on the default network's own address when the operator wants it so",
    port: port(),
    bindsWildcard: false,
    expected: { containerPort: 80, hostIP: '10.0.0.5' },
  },
  {
    title: 'on the address of the host network that it names',
    port: port({ hostNetwork: 'public', hostIp: '192.0.2.1' }),
    expected: { containerPort: 80, hostIP: '192.0.2.1' },
  },
  {
    title: 'to the same number inside',
    port: port({ to: -1 }),
    expected: { containerPort: 23_000 },
  },
])('a port leads inside $title', ({ port: asked, bindsWildcard, expected }) => {
  const mapping = { hostPort: 23_000, ...expected };
  expect(requestOf({}, [asked], bindsWildcard)?.portMappings).toEqual([
    { ...mapping, protocol: 'tcp' },
    { ...mapping, protocol: 'udp' },
  ]);
});

test('what the block says beside that is read', () => {
  const extra = { Hostname: 'web', DNS: { Servers: ['10.0.0.1'] }, CNI: { Args: { a: 'b' } } };
  expect(requestOf({ extra })).toMatchObject({
    hostname: 'web',
    dns: { servers: ['10.0.0.1'], searches: [], options: [] },
    cniArgs: { a: 'b' },
    driverNames: ['raw_exec'],
  });
});
