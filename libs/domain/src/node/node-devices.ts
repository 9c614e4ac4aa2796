import { z } from 'zod';
import { Name } from '../primitives.ts';

/** What a device plugin says of its devices, e.g. `11` with the unit `GiB`. */
export const DeviceAttribute = z.object({
  value: z.union([z.string(), z.number(), z.boolean()]),
  unit: z.string().optional(),
});
export type DeviceAttribute = z.infer<typeof DeviceAttribute>;

/** Devices of a node that are alike, e.g. its GPUs of one model. */
export const NodeDeviceGroup = z.object({
  vendor: Name,
  type: Name,
  name: Name,
  attributes: z.record(z.string(), DeviceAttribute),
  instances: z.array(z.object({ id: Name, healthy: z.boolean(), healthDescription: z.string() })),
});
export type NodeDeviceGroup = z.infer<typeof NodeDeviceGroup>;

/** Instances of one device group that a task of an allocation holds. */
export const AllocatedDevice = z.object({
  task: Name,
  vendor: Name,
  type: Name,
  name: Name,
  instanceIds: z.array(Name).min(1),
});
export type AllocatedDevice = z.infer<typeof AllocatedDevice>;
