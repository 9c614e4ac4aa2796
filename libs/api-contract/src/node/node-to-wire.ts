import type { DrainSpec, NodeRow } from '@steppe/domain';
import { z } from 'zod';
import { lastDrainToWire, WireLastDrain } from './last-drain.ts';
import { nullIfNoKeys } from '../wire/empty.ts';
import { nsOfMs, timestampOf } from '../wire/time.ts';
import { Index, Timestamp } from '../wire/values.ts';
import {
  driversToWire,
  hostNetworksToWire,
  hostVolumesToWire,
  nodeResourcesToWire,
  reservedToWire,
  WireDriverInfo,
  WireHostVolume,
  WireNodeResources,
  WireReservedResources,
} from './node-parts.ts';

const DrainStrategy = z
  .object({
    Deadline: z.number(),
    IgnoreSystemJobs: z.boolean(),
    ForceDeadline: Timestamp,
    StartedAt: Timestamp,
  })
  .meta({ id: 'DrainStrategy' });
type DrainStrategy = z.infer<typeof DrainStrategy>;

export const WireNode = z
  .object({
    Attributes: z.record(z.string(), z.string()),
    CSIControllerPlugins: z.record(z.string(), z.never()),
    CSINodePlugins: z.record(z.string(), z.never()),
    CgroupParent: z.string(),
    ComputedClass: z.string(),
    CreateIndex: Index,
    Datacenter: z.string(),
    Drain: z.boolean(),
    DrainStrategy: DrainStrategy.nullable(),
    Drivers: z.record(z.string(), WireDriverInfo),
    Events: z.array(
      z.object({
        Message: z.string(),
        Subsystem: z.string(),
        Details: z.null(),
        Timestamp,
        CreateIndex: Index,
      }),
    ),
    GCVolumesOnNodeGC: z.boolean(),
    HTTPAddr: z.string(),
    HostNetworks: z.record(z.string(), z.record(z.string(), z.unknown())).nullable(),
    HostVolumes: z.record(z.string(), WireHostVolume),
    ID: z.string(),
    IdentitySigningKeyID: z.string(),
    LastAllocUpdateIndex: Index,
    LastDrain: WireLastDrain.nullable(),
    LastMissedHeartbeatIndex: Index,
    Links: z.record(z.string(), z.string()),
    Meta: z.record(z.string(), z.string()),
    ModifyIndex: Index,
    Name: z.string(),
    NodeClass: z.string(),
    NodeMaxAllocs: z.int(),
    NodePool: z.string(),
    NodeResources: WireNodeResources,
    ReservedResources: WireReservedResources,
    SchedulingEligibility: z.string(),
    SecretID: z.string(),
    Status: z.string(),
    StatusDescription: z.string(),
    /** In seconds. */
    StatusUpdatedAt: z.int(),
    TLSEnabled: z.boolean(),
  })
  .meta({ id: 'Node' });
export type WireNode = z.infer<typeof WireNode>;

export function nodeToWire(row: NodeRow): WireNode {
  const { node } = row;
  return {
    Attributes: node.attributes,
    CSIControllerPlugins: {},
    CSINodePlugins: {},
    CgroupParent: '',
    ComputedClass: row.computedClass,
    CreateIndex: row.createSeq,
    Datacenter: node.datacenter,
    Drain: row.drain !== undefined,
    DrainStrategy: row.drain ? drainToWire(row.drain) : null,
    Drivers: driversToWire(row),
    Events: row.events.map(({ message, subsystem, atMs, seq }) => ({
      Message: message,
      Subsystem: subsystem,
      Details: null,
      Timestamp: timestampOf(atMs),
      CreateIndex: seq,
    })),
    GCVolumesOnNodeGC: false,
    HTTPAddr: node.httpAddr,
    HostNetworks: nullIfNoKeys(hostNetworksToWire(row)),
    HostVolumes: hostVolumesToWire(row),
    ID: node.id,
    IdentitySigningKeyID: '',
    LastAllocUpdateIndex: row.clientSeq,
    LastDrain: row.lastDrain ? lastDrainToWire(row.lastDrain) : null,
    LastMissedHeartbeatIndex: 0,
    Links: {},
    Meta: node.meta,
    ModifyIndex: row.modifySeq,
    Name: node.name,
    NodeClass: node.nodeClass,
    NodeMaxAllocs: node.maxAllocs ?? 0,
    NodePool: node.nodePool,
    NodeResources: nodeResourcesToWire(node.resources),
    ReservedResources: reservedToWire(node.reserved),
    SchedulingEligibility: row.eligibility,
    SecretID: '',
    Status: row.status,
    StatusDescription: row.statusDescription,
    StatusUpdatedAt: Math.floor(row.statusUpdatedAtMs / 1000),
    TLSEnabled: false,
  };
}

/** One nanosecond. Source: Nomad's `node drain -force`. */
const FORCED_MS = -1e-6;

function drainToWire({ startedAtMs, forceDeadlineMs, ignoreSystemJobs }: DrainSpec): DrainStrategy {
  // One without a deadline has 0 there, and one that is forced a negative one.
  const deadlineMs = forceDeadlineMs === 0 ? 0 : forceDeadlineMs - startedAtMs || FORCED_MS;
  return {
    Deadline: nsOfMs(deadlineMs),
    IgnoreSystemJobs: ignoreSystemJobs,
    ForceDeadline: forceDeadlineMs === 0 ? '0001-01-01T00:00:00Z' : timestampOf(forceDeadlineMs),
    StartedAt: timestampOf(startedAtMs),
  };
}
