import { AllocationStub } from '@steppe/api-contract';
import { z } from 'zod';

const Capability = z.object({ AccessMode: z.string(), AttachmentMode: z.string() });

export const HostVolumeStub = z.looseObject({
  ID: z.string(),
  Name: z.string(),
  Namespace: z.string(),
  PluginID: z.string(),
  NodeID: z.string(),
  NodePool: z.string(),
  State: z.string(),
});
export type HostVolumeStub = z.infer<typeof HostVolumeStub>;

/** A volume that a host's plug-in made, or that was registered with it. */
export const HostVolume = HostVolumeStub.extend({
  CapacityBytes: z.number().default(0),
  HostPath: z.string().default(''),
  RequestedCapabilities: z.array(Capability).nullish(),
  Allocations: z.array(AllocationStub).nullish(),
});
export type HostVolume = z.infer<typeof HostVolume>;

export const HostVolumeWritten = z.object({
  Volume: HostVolumeStub,
  Warnings: z.string().nullish(),
});

export const CsiVolumeStub = z.looseObject({
  ID: z.string(),
  Name: z.string(),
  Namespace: z.string().default('default'),
  PluginID: z.string(),
  Schedulable: z.boolean(),
  AccessMode: z.string(),
});
export type CsiVolumeStub = z.infer<typeof CsiVolumeStub>;

export const CsiVolume = CsiVolumeStub.extend({
  ExternalID: z.string().default(''),
  Provider: z.string().default(''),
  ProviderVersion: z.string().default(''),
  Capacity: z.number().default(0),
  AttachmentMode: z.string().default(''),
  ControllersHealthy: z.int().default(0),
  ControllersExpected: z.int().default(0),
  NodesHealthy: z.int().default(0),
  NodesExpected: z.int().default(0),
  RequestedCapabilities: z.array(Capability).nullish(),
  Allocations: z.array(AllocationStub).nullish(),
});
export type CsiVolume = z.infer<typeof CsiVolume>;

export const VolumeClaim = z.looseObject({
  ID: z.string(),
  Namespace: z.string(),
  JobID: z.string(),
  TaskGroupName: z.string(),
  VolumeName: z.string(),
  VolumeID: z.string(),
});
export type VolumeClaim = z.infer<typeof VolumeClaim>;

export const CsiSnapshot = z.looseObject({
  ID: z.string(),
  ExternalSourceVolumeID: z.string().default(''),
  SizeBytes: z.number().default(0),
  CreateTime: z.number().default(0),
  IsReady: z.boolean().default(false),
});
export type CsiSnapshot = z.infer<typeof CsiSnapshot>;

export const CsiPluginStub = z.looseObject({
  ID: z.string(),
  Provider: z.string(),
  ControllersHealthy: z.int(),
  ControllersExpected: z.int(),
  NodesHealthy: z.int(),
  NodesExpected: z.int(),
});
export type CsiPluginStub = z.infer<typeof CsiPluginStub>;
