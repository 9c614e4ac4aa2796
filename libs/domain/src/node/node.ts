import { z } from 'zod';
import { Name, StringMap } from '../primitives.ts';
import { NodeDeviceGroup } from './node-devices.ts';

export const DriverInfo = z.object({
  detected: z.boolean(),
  healthy: z.boolean(),
  healthDescription: z.string(),
  attributes: StringMap,
});
export type DriverInfo = z.infer<typeof DriverInfo>;

export const NodeNetwork = z.object({
  mode: z.string(),
  device: z.string(),
  ip: z.string(),
  cidr: z.string(),
  mbits: z.int().nonnegative(),
});
export type NodeNetwork = z.infer<typeof NodeNetwork>;

/** A named address of a node that ports may ask for by `host_network`. */
export const HostNetwork = z.object({
  name: Name,
  device: z.string(),
  ip: z.string(),
  /** Ports that tasks may not use on it, such as `22,80,8500-8600`. */
  reservedPorts: z.string(),
});
export type HostNetwork = z.infer<typeof HostNetwork>;

export const HostVolume = z.object({ path: z.string(), readOnly: z.boolean() });

/** What a node has, and what of it is kept from tasks. */
export const NodeResources = z.object({
  cpuMhz: z.int().nonnegative(),
  cpuCores: z.int().nonnegative(),
  memoryMb: z.int().nonnegative(),
  diskMb: z.int().nonnegative(),
  networks: z.array(NodeNetwork),
  /** Dynamic ports are taken from this range, both ends included. */
  minDynamicPort: z.int().min(1).max(65_535),
  maxDynamicPort: z.int().min(1).max(65_535),
  /** IDs of the cores that tasks may have for themselves. Default: all, from 0. */
  reservableCores: z.array(z.int().nonnegative()).optional(),
  /** Networks beside the default one. */
  hostNetworks: z.array(HostNetwork).optional(),
  devices: z.array(NodeDeviceGroup).optional(),
});
export type NodeResources = z.infer<typeof NodeResources>;

export const ReservedResources = z.object({
  cpuMhz: z.int().nonnegative(),
  memoryMb: z.int().nonnegative(),
  diskMb: z.int().nonnegative(),
  /** Ports that tasks may not use, such as `22,80,8500-8600`. */
  ports: z.string(),
  /** IDs of cores that tasks may not have for themselves. */
  cores: z.array(z.int().nonnegative()).optional(),
});
export type ReservedResources = z.infer<typeof ReservedResources>;

/** A client node as its agent fingerprints it. */
export const Node = z.object({
  id: Name,
  name: z.string(),
  datacenter: z.string(),
  nodePool: Name,
  nodeClass: z.string(),
  /** Where the agent's own HTTP API answers, as `host:port`. */
  httpAddr: z.string(),
  attributes: StringMap,
  meta: StringMap,
  drivers: z.record(z.string(), DriverInfo),
  resources: NodeResources,
  reserved: ReservedResources,
  hostVolumes: z.record(z.string(), HostVolume),
  /** At most so many allocations run there; default: no limit. */
  maxAllocs: z.int().positive().optional(),
});
export type Node = z.infer<typeof Node>;

export const NodeStatus = z.enum(['initializing', 'ready', 'down', 'disconnected']);
export type NodeStatus = z.infer<typeof NodeStatus>;

export const NodeEligibility = z.enum(['eligible', 'ineligible']);
export type NodeEligibility = z.infer<typeof NodeEligibility>;

/** The latest drain of a node, also when it is over. */
export interface LastDrain {
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
  readonly status: 'draining' | 'complete' | 'canceled';
  /** What people noted, e.g. under `message`. */
  readonly meta: Readonly<Record<string, string>>;
}

/** A drain in progress. */
export const DrainSpec = z.object({
  startedAtMs: z.int(),
  /** When what is left is stopped by force; 0: never. */
  forceDeadlineMs: z.int().nonnegative(),
  ignoreSystemJobs: z.boolean(),
});
export type DrainSpec = z.infer<typeof DrainSpec>;
