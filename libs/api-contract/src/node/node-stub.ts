import type { NodeRow } from '@steppe/domain';
import { z } from 'zod';
import { lastDrainToWire, WireLastDrain } from './last-drain.ts';
import { Index } from '../wire/values.ts';
import {
  driversToWire,
  hostVolumesToWire,
  nodeResourcesToWire,
  reservedToWire,
  WireDriverInfo,
  WireHostVolume,
  WireNodeResources,
  WireReservedResources,
} from './node-parts.ts';

/** A node in a list. */
export const NodeStub = z
  .object({
    Address: z.string(),
    ID: z.string(),
    /** With `?os=true` the operating system's name. */
    Attributes: z.record(z.string(), z.string()).nullable(),
    Datacenter: z.string(),
    Name: z.string(),
    NodePool: z.string(),
    NodeClass: z.string(),
    Version: z.string(),
    Drain: z.boolean(),
    SchedulingEligibility: z.string(),
    Status: z.string(),
    StatusDescription: z.string(),
    Drivers: z.record(z.string(), WireDriverInfo),
    HostVolumes: z.record(z.string(), WireHostVolume),
    /** Only with `?resources=true`, as the next. */
    NodeResources: WireNodeResources.nullable(),
    ReservedResources: WireReservedResources.nullable(),
    LastDrain: WireLastDrain.nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'NodeListStub' });
export type NodeStub = z.infer<typeof NodeStub>;

export function nodeStub(
  row: NodeRow,
  { resources, os }: { resources: boolean; os: boolean },
): NodeStub {
  const { node } = row;
  return {
    Address: hostOf(node.httpAddr),
    ID: node.id,
    Attributes: os ? { 'os.name': node.attributes['os.name'] ?? '' } : null,
    Datacenter: node.datacenter,
    Name: node.name,
    NodePool: node.nodePool,
    NodeClass: node.nodeClass,
    Version: node.attributes['nomad.version'] ?? '',
    Drain: row.drain !== undefined,
    SchedulingEligibility: row.eligibility,
    Status: row.status,
    StatusDescription: row.statusDescription,
    Drivers: driversToWire(row),
    HostVolumes: hostVolumesToWire(row),
    NodeResources: resources ? nodeResourcesToWire(node.resources) : null,
    ReservedResources: resources ? reservedToWire(node.reserved) : null,
    LastDrain: row.lastDrain ? lastDrainToWire(row.lastDrain) : null,
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
  };
}

/** The host of `host:port`, where a host with colons of its own stands in brackets. */
function hostOf(httpAddr: string): string {
  return httpAddr.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
