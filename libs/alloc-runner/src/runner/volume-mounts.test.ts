import { expect, test } from '@jest/globals';
import { taskBlocksOf } from '@steppe/api-contract/blocks';
import type { DriverCapabilities } from '@steppe/task-drivers';
import { aJobWith, aNode, aPlacement, aTask } from '../testing/jobs.ts';
import { mountsOf } from './volume-mounts.ts';

const DOCKER: DriverCapabilities = {
  sendSignals: true,
  exec: true,
  fsIsolation: 'image',
  networkModes: ['host'],
  mustInitiateNetwork: true,
  mounts: 'all',
};
const EXEC: DriverCapabilities = { ...DOCKER, fsIsolation: 'chroot' };
const RAW_EXEC: DriverCapabilities = { ...DOCKER, fsIsolation: 'none', mounts: 'none' };

function mounts(
  mount: Readonly<Record<string, unknown>>,
  { volume = {}, capabilities = DOCKER, isReadOnlyHost = false } = {},
) {
  const extra = { VolumeMounts: [{ Volume: 'data', Destination: '/srv', ...mount }] };
  const [group] = aJobWith(aTask()).groups;
  if (group === undefined) throw new Error('a job has a group');
  const asked = {
    name: 'data',
    type: 'host',
    source: 'disk',
    readOnly: false,
    extra: {},
    ...volume,
  };
  return mountsOf(taskBlocksOf({ extra }), {
    group: { ...group, volumes: { data: asked } },
    node: {
      ...aNode(),
      hostVolumes: {
        disk: { path: '/mnt/disk', readOnly: isReadOnlyHost },
        'disk[2]': { path: '/mnt/disk2', readOnly: false },
      },
    },
    placement: aPlacement({ index: 2 }),
    capabilities,
  });
}

test.each([
  { title: 'may be written', mount: {}, expected: { hostPath: '/mnt/disk', readOnly: false } },
  {
    title: 'is read-only when its mount is',
    mount: { ReadOnly: true },
    expected: { readOnly: true },
  },
  {
    title: 'is read-only when its request is',
    mount: {},
    options: { volume: { readOnly: true } },
    expected: { readOnly: true },
  },
  {
    title: "is read-only when the node's is",
    mount: {},
    options: { isReadOnlyHost: true },
    expected: { readOnly: true },
  },
  {
    title: 'is one for each allocation when its request says so',
    mount: {},
    options: { volume: { extra: { PerAlloc: true } } },
    expected: { hostPath: '/mnt/disk2' },
  },
  {
    title: 'shows what the host mounts in it later',
    mount: { PropagationMode: 'host-to-task' },
    expected: { propagation: 'hostToTask' },
  },
  {
    title: 'shows each what the other mounts in it',
    mount: { PropagationMode: 'bidirectional' },
    expected: { propagation: 'bidirectional' },
  },
])('a host volume $title', ({ mount, options, expected }) => {
  expect(mounts(mount, options)).toMatchObject([{ taskPath: '/srv', ...expected }]);
});

test.each([
  { title: 'the group lacks', mount: { Volume: 'none' }, says: 'the group has no volume "none"' },
  {
    title: 'the node lacks',
    mount: {},
    options: { volume: { source: 'none' } },
    says: 'the node has no host volume "none"',
  },
  {
    title: 'is of another type',
    mount: {},
    options: { volume: { type: 'csi' } },
    says: "volumes of type csi can't be mounted",
  },
  {
    title: 'a driver can not mount',
    mount: {},
    options: { capabilities: RAW_EXEC },
    says: 'the driver mounts no volumes',
  },
  {
    title: 'is to be propagated in a way unknown',
    mount: { PropagationMode: 'up' },
    says: 'it must be private, host-to-task or bidirectional',
  },
  {
    title: 'is to be propagated to a chroot',
    mount: { PropagationMode: 'bidirectional' },
    options: { capabilities: EXEC },
    says: 'is for tasks of the docker driver',
  },
])('a volume that $title fails the task', ({ mount, options, says }) => {
  expect(() => mounts(mount, options)).toThrow(says);
});
