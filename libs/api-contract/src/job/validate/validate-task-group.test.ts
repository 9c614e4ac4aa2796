import { describe, expect, test } from '@jest/globals';
import { faultsOf, inGroup, task } from '../../testing/changed-job.ts';
import { multiError } from './multi-error.ts';

const VOLUME = { Name: 'v', Type: 'host', Source: 'data' };
const HTTP = { Type: 'http', Path: '/', Interval: 1e9, Timeout: 1e9 };
const SERVICE = { Name: 'a', Provider: 'nomad', PortLabel: 'http' };
const withVolume = (changes: Record<string, unknown>) =>
  inGroup({ Volumes: { v: { ...VOLUME, ...changes } } });
const withService = (changes: Record<string, unknown>) =>
  inGroup({ Services: [{ ...SERVICE, ...changes }] });

describe('each fault of a group is named', () => {
  test.each([
    {
      changed: inGroup({ Count: 50_001 }),
      says: 'total count was greater than configured job_max_count: 50001 > 50000',
    },
    {
      changed: { Type: 'system', ...inGroup({ Spreads: [{ Attribute: 'x' }] }) },
      says: 'System jobs may not have a spread block',
    },
    {
      changed: withVolume({ Source: '' }),
      says: 'Task group volume validation for v failed: 1 error occurred:\n\t* volume has an empty source',
    },
    {
      changed: withVolume({ AccessMode: 'multi-node-reader-only' }),
      says: 'host volumes cannot be mounted with multi-node-reader-only access mode',
    },
    {
      changed: withVolume({ AccessMode: 'single-node-reader-only' }),
      says: 'single-node-reader-only volumes must be read-only',
    },
    { changed: withVolume({ MountOptions: {} }), says: 'host volumes cannot have mount options' },
    {
      changed: withVolume({ PerAlloc: true, Sticky: true }),
      says: 'volume cannot be per_alloc and sticky at the same time',
    },
    {
      changed: inGroup({ Volumes: { v: { ...VOLUME, PerAlloc: true } }, Update: { Canary: 1 } }),
      says: 'volume cannot be per_alloc when canaries are in use',
    },
    { changed: withVolume({ Type: 'csi' }), says: 'CSI volumes must have an access mode' },
    {
      changed: inGroup({
        Volumes: { v: VOLUME },
        Tasks: [
          { ...task, VolumeMounts: [{ Volume: 'v', Destination: '/v', PropagationMode: 'x' }] },
        ],
      }),
      says: 'volume mount has an invalid propagation mode: "x"',
    },
    {
      changed: withService({ Checks: [{ ...HTTP, Path: '' }] }),
      says: 'http type must have http path',
    },
    {
      changed: withService({ Checks: [{ ...HTTP, Path: 'http://elsewhere/' }] }),
      says: 'http type must have relative http path',
    },
    {
      changed: withService({ Checks: [{ ...HTTP, Method: 'FETCH' }] }),
      says: 'method type "FETCH" not supported in Nomad http check',
    },
    {
      changed: withService({ Checks: [{ ...HTTP, CheckRestart: { Limit: -1 } }] }),
      says: 'limit must be greater than or equal to 0 but found -1',
    },
    {
      changed: withService({ AddressMode: 'driver' }),
      says: 'service "a" cannot use address_mode="driver"',
    },
    {
      changed: inGroup({ Services: [SERVICE, SERVICE] }),
      says: 'Services are not unique: [group->a:http]',
    },
    {
      changed: inGroup({
        Services: [SERVICE],
        Tasks: [{ ...task, Services: [{ Name: 'b', Provider: 'consul' }] }],
      }),
      says: 'Multiple service providers used',
    },
    {
      changed: inGroup({ Networks: [{ Mode: 'bridge', Hostname: 'a..b' }] }),
      says: 'Hostname is not a valid DNS name',
    },
    { changed: inGroup({ Scaling: { Type: 'moon', Max: 3 } }), says: 'type "moon" is not valid' },
    {
      changed: inGroup({ Disconnect: { LostAfter: 1, StopOnClientAfter: 1 } }),
      says: 'Disconnect cannot be configured with both lost_after and stop_after',
    },
    {
      changed: inGroup({ Disconnect: { LostAfter: -1 } }),
      says: 'lost_after cannot be a negative duration',
    },
    {
      changed: { Type: 'system', ...inGroup({ Disconnect: { StopOnClientAfter: 1 } }) },
      says: 'stop_after can only be used with service or batch job types',
    },
    {
      changed: inGroup({ Disconnect: { Reconcile: 'toss' } }),
      says: 'reconcile option is invalid: toss',
    },
    {
      changed: inGroup({ ReschedulePolicy: { Attempts: 2, Interval: 1e9, Unlimited: false } }),
      says: 'Interval cannot be less than 15s (got 1s)',
    },
    {
      changed: inGroup({ ReschedulePolicy: { Attempts: 2, Unlimited: true } }),
      says: 'If Attempts >0, Unlimited cannot also be set to true',
    },
    {
      changed: inGroup({
        ReschedulePolicy: {
          Attempts: 4,
          Interval: 15e9,
          Delay: 5e9,
          DelayFunction: 'constant',
          Unlimited: false,
        },
      }),
      says: 'Set the interval to at least 20s to accommodate 4 attempts',
    },
    {
      changed: inGroup({ Migrate: { HealthCheck: 'hope' } }),
      says: 'Invalid HealthCheck: "hope"',
    },
    {
      changed: inGroup({ Migrate: { MinHealthyTime: 5, HealthyDeadline: 1 } }),
      says: 'MinHealthyTime must be less than HealthyDeadline',
    },
    { changed: inGroup({ Update: { Stagger: -1 } }), says: 'Stagger must be greater than zero' },
  ])('$says', ({ changed, says }) => {
    expect(multiError(faultsOf(changed))).toContain(says);
  });
});

test.each([
  { changed: withService({ Checks: [{ ...HTTP, Path: 'health' }] }) },
  { changed: withVolume({ AccessMode: 'single-node-writer', Sticky: true }) },
  { changed: inGroup({ Networks: [{ Mode: 'bridge', Hostname: 'a-${NOMAD_ALLOC_INDEX}' }] }) },
])('$changed is sound', ({ changed }) => {
  expect(faultsOf(changed)).toEqual([]);
});
