import { z } from 'zod';
import { DurationNs, Flag, Opaque, Text, TextMap, Whole } from '../wire/values.ts';

export const WireRestartPolicy = z
  .looseObject({
    Attempts: Whole,
    Interval: DurationNs,
    Delay: DurationNs,
    Mode: Text,
    RenderTemplates: Flag,
  })
  .meta({ id: 'RestartPolicy' });
export type WireRestartPolicy = z.infer<typeof WireRestartPolicy>;

export const WireReschedulePolicy = z
  .looseObject({
    Attempts: Whole,
    Interval: DurationNs,
    Delay: DurationNs,
    DelayFunction: Text,
    MaxDelay: DurationNs,
    Unlimited: Flag,
  })
  .meta({ id: 'ReschedulePolicy' });
export type WireReschedulePolicy = z.infer<typeof WireReschedulePolicy>;

export const WireUpdateStrategy = z
  .looseObject({
    Stagger: DurationNs,
    MaxParallel: Whole,
    HealthCheck: Text,
    MinHealthyTime: DurationNs,
    HealthyDeadline: DurationNs,
    ProgressDeadline: DurationNs,
    AutoRevert: Flag,
    AutoPromote: Flag,
    Canary: Whole,
  })
  .meta({ id: 'UpdateStrategy' });
export type WireUpdateStrategy = z.infer<typeof WireUpdateStrategy>;

export const WireMigrateStrategy = z
  .looseObject({
    MaxParallel: Whole,
    HealthCheck: Text,
    MinHealthyTime: DurationNs,
    HealthyDeadline: DurationNs,
  })
  .meta({ id: 'MigrateStrategy' });
export type WireMigrateStrategy = z.infer<typeof WireMigrateStrategy>;

export const WireDisconnectStrategy = z
  .looseObject({
    LostAfter: DurationNs,
    StopOnClientAfter: DurationNs,
    Replace: Flag,
    Reconcile: Text,
  })
  .meta({ id: 'DisconnectStrategy' });
export type WireDisconnectStrategy = z.infer<typeof WireDisconnectStrategy>;

export const WireEphemeralDisk = z
  .looseObject({ SizeMB: Whole, Sticky: Flag, Migrate: Flag })
  .meta({ id: 'EphemeralDisk' });
export type WireEphemeralDisk = z.infer<typeof WireEphemeralDisk>;

export const WireScalingPolicy = z
  .looseObject({
    ID: Text,
    Type: Text,
    Target: TextMap,
    Policy: Opaque,
    Min: Whole,
    Max: Whole,
    Enabled: Flag,
    CreateIndex: Whole,
    ModifyIndex: Whole,
  })
  .meta({ id: 'ScalingPolicy' });
export type WireScalingPolicy = z.infer<typeof WireScalingPolicy>;
