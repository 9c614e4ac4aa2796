import { z } from 'zod';
import { DurationNs, Flag, Opaque, OpaqueList, Text, TextMap, Whole } from '../wire/values.ts';
import { WireAffinity, WireConstraint, WireSpread } from './wire-placement.ts';
import {
  WireDisconnectStrategy,
  WireEphemeralDisk,
  WireMigrateStrategy,
  WireReschedulePolicy,
  WireRestartPolicy,
  WireScalingPolicy,
  WireUpdateStrategy,
} from './wire-policies.ts';
import { WireNetwork } from './wire-resources.ts';
import { WireTask } from './wire-task.ts';

export const WireVolume = z
  .looseObject({
    Name: Text,
    Type: Text,
    Source: Text,
    ReadOnly: Flag,
    AccessMode: Text,
    AttachmentMode: Text,
    MountOptions: Opaque,
    PerAlloc: Flag,
    Sticky: Flag,
  })
  .meta({ id: 'VolumeRequest' });
export type WireVolume = z.infer<typeof WireVolume>;

export const WireTaskGroup = z
  .looseObject({
    Name: Text,
    Count: Whole,
    Constraints: z.array(WireConstraint).nullish(),
    Affinities: z.array(WireAffinity).nullish(),
    Spreads: z.array(WireSpread).nullish(),
    Networks: z.array(WireNetwork).nullish(),
    Volumes: z.record(z.string(), WireVolume).nullish(),
    Tasks: z.array(WireTask).nullish(),
    RestartPolicy: WireRestartPolicy.nullish(),
    ReschedulePolicy: WireReschedulePolicy.nullish(),
    Update: WireUpdateStrategy.nullish(),
    Migrate: WireMigrateStrategy.nullish(),
    Disconnect: WireDisconnectStrategy.nullish(),
    EphemeralDisk: WireEphemeralDisk.nullish(),
    Meta: TextMap,
    ShutdownDelay: DurationNs,
    StopAfterClientDisconnect: DurationNs,
    MaxClientDisconnect: DurationNs,
    MaxRunDuration: DurationNs,
    PreventRescheduleOnLost: Flag,
    Services: OpaqueList,
    Scaling: WireScalingPolicy.nullish(),
    Consul: Opaque,
  })
  .meta({ id: 'TaskGroup' });
export type WireTaskGroup = z.infer<typeof WireTaskGroup>;
