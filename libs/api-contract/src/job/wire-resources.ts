import { z } from 'zod';
import { Flag, Opaque, Text, Whole } from '../wire/values.ts';
import { WireAffinity, WireConstraint } from './wire-placement.ts';

export const WirePort = z
  .looseObject({
    Label: Text,
    Value: Whole,
    To: Whole,
    HostNetwork: Text,
    IgnoreCollision: Flag,
  })
  .meta({ id: 'Port' });
export type WirePort = z.infer<typeof WirePort>;

export const WireNetwork = z
  .looseObject({
    Mode: Text,
    Device: Text,
    CIDR: Text,
    IP: Text,
    Hostname: Text,
    MBits: Whole,
    DNS: Opaque,
    CNI: Opaque,
    ReservedPorts: z.array(WirePort).nullish(),
    DynamicPorts: z.array(WirePort).nullish(),
  })
  .meta({ id: 'NetworkResource' });
export type WireNetwork = z.infer<typeof WireNetwork>;

export const WireDevice = z
  .looseObject({
    Name: Text,
    Count: Whole,
    Constraints: z.array(WireConstraint).nullish(),
    Affinities: z.array(WireAffinity).nullish(),
  })
  .meta({ id: 'RequestedDevice' });
export type WireDevice = z.infer<typeof WireDevice>;

export const WireResources = z
  .looseObject({
    CPU: Whole,
    Cores: Whole,
    MemoryMB: Whole,
    MemoryMaxMB: Whole,
    DiskMB: Whole,
    IOPS: Whole,
    SecretsMB: Whole,
    Networks: z.array(WireNetwork).nullish(),
    Devices: z.array(WireDevice).nullish(),
    NUMA: Opaque,
  })
  .meta({ id: 'Resources' });
export type WireResources = z.infer<typeof WireResources>;
