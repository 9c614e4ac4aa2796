import { expect, test } from '@jest/globals';
import { parseCoreIds } from './core-ids.ts';
import { fingerprintHostNetworks } from './host-networks.ts';

const address = (ip: string) => ({
  address: ip,
  netmask: '',
  family: 'IPv4' as const,
  mac: '',
  internal: false,
  cidr: null,
});
const interfaces = { lo: [address('127.0.0.1')], eth0: [address('10.1.2.3'), address('fd00::5')] };

test.each([
  { config: { cidr: '10.0.0.0/8' }, ip: '10.1.2.3' },
  { config: { interface: 'lo' }, ip: '127.0.0.1' },
  { config: { interface: 'eth0', cidr: 'fd00::/8' }, ip: 'fd00::5' },
  { config: { interface: 'eth1' }, ip: undefined },
  { config: { cidr: '192.168.0.0/16' }, ip: undefined },
])('the host network $config is $ip', ({ config, ip }) => {
  const found = fingerprintHostNetworks({ lan: { ...config, reservedPorts: '22' } }, interfaces);
  expect(found.map((network) => network.ip)).toEqual(ip === undefined ? [] : [ip]);
});

test.each(['10.0.0.0', '10.0.0.0/33', 'lan'])('%s is no cidr', (cidr) => {
  expect(() => fingerprintHostNetworks({ lan: { cidr, reservedPorts: '' } }, interfaces)).toThrow(
    `host_network "lan" has cidr "${cidr}", and it must be one such as 10.0.0.0/8`,
  );
});

test.each([
  { text: '', cores: [] },
  { text: '0-2,5', cores: [0, 1, 2, 5] },
  { text: '3, 1', cores: [1, 3] },
])('the cores $text are $cores', ({ text, cores }) => {
  expect(parseCoreIds(text, 'client.reserved.cores')).toEqual(cores);
});

test.each(['a', '3-1', '0-'])('%s is no set of cores', (text) => {
  expect(() => parseCoreIds(text, 'client.reserved.cores')).toThrow(
    `client.reserved.cores is "${text}", and must be a set of cores such as 0-3,8`,
  );
});
