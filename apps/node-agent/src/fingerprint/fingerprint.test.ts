import { describe, expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { MockDriver } from '@steppe/task-drivers';
import type { NodeAgentConfig } from '../config.ts';
import { fingerprintNode } from './fingerprint.ts';

const fingerprint = (config: Partial<NodeAgentConfig> = {}) =>
  fingerprintNode({
    cni: { look: async () => ({ attributes: {}, networks: [] }) },
    nodeId: 'n1',
    config: { dataDir: tmpdir(), httpAddr: '127.0.0.1:4646', ...config },
    drivers: [new MockDriver()],
    allocsDir: tmpdir(),
  });

describe('a fingerprint', () => {
  test('names what constraints and tools ask for', async () => {
    const node = await fingerprint();
    expect(Object.keys(node.attributes)).toEqual(
      expect.arrayContaining([
        'cpu.arch',
        'cpu.numcores',
        'cpu.totalcompute',
        'driver.mock_driver',
        'kernel.name',
        'kernel.version',
        'memory.totalbytes',
        'nomad.version',
        'os.name',
        'os.signals',
        'steppe.version',
        'unique.hostname',
        'unique.network.ip-address',
        'unique.storage.bytestotal',
      ]),
    );
    expect(node.resources.cpuMhz).toBeGreaterThan(0);
    expect(node.resources.memoryMb).toBeGreaterThan(0);
    expect(node.resources.diskMb).toBeGreaterThan(0);
    expect(node.drivers['mock_driver']).toMatchObject({ detected: true, healthy: true });
  });

  test('tells what of the CPU is left beside what is reserved', async () => {
    const { attributes } = await fingerprint({
      cpuTotalMhz: 5_000,
      reserved: { cpuMhz: 100 },
      reservableCores: '0',
    });
    expect(attributes).toMatchObject({
      'cpu.totalcompute': '5000',
      'cpu.usablecompute': '4900',
      'cpu.reservablecores': '1',
    });
  });

  test('yields to what the operator says', async () => {
    const node = await fingerprint({
      nodeName: 'client1',
      datacenter: 'dc7',
      nodeClass: 'big',
      nodePool: 'gpu',
      meta: { rack: 'r1' },
      cpuTotalMhz: 5_000,
      memoryTotalMb: 2_048,
      diskTotalMb: 10_000,
      minDynamicPort: 21_000,
      maxDynamicPort: 22_000,
      networkInterface: 'lo',
      reserved: { cpuMhz: 100 },
    });
    expect(node).toMatchObject({
      name: 'client1',
      datacenter: 'dc7',
      nodeClass: 'big',
      nodePool: 'gpu',
      meta: { rack: 'r1' },
      attributes: { 'cpu.totalcompute': '5000', 'unique.network.ip-address': '127.0.0.1' },
      resources: {
        cpuMhz: 5_000,
        memoryMb: 2_048,
        diskMb: 10_000,
        minDynamicPort: 21_000,
        maxDynamicPort: 22_000,
      },
      reserved: { cpuMhz: 100, memoryMb: 0, diskMb: 0, ports: '' },
    });
  });

  test('is the same twice, so that it is not registered again for nothing', async () => {
    expect(await fingerprint()).toEqual(await fingerprint());
  });

  test('is of this machine alone in dev mode', async () => {
    const node = await fingerprint({ devMode: true });
    expect(node.attributes['unique.network.ip-address']).toBe('127.0.0.1');
  });

  test('refuses an interface that is not there', async () => {
    await expect(fingerprint({ networkInterface: 'nope0' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('"nope0"'),
    });
  });
});
