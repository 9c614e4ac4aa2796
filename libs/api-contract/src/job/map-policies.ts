import type {
  DisconnectStrategy,
  EphemeralDisk,
  MigrateStrategy,
  ReschedulePolicy,
  RestartPolicy,
  UpdateStrategy,
} from '@steppe/domain';
import { msOfNs, nsOfMs } from '../wire/time.ts';
import { DEFAULT_DISK_MB } from './disk-defaults.ts';
import type {
  WireDisconnectStrategy,
  WireEphemeralDisk,
  WireMigrateStrategy,
  WireReschedulePolicy,
  WireRestartPolicy,
  WireUpdateStrategy,
} from './wire-policies.ts';

const ms = (ns: number | null | undefined): number => msOfNs(ns ?? 0);

export function restartFromWire(wire: WireRestartPolicy): RestartPolicy {
  return {
    attempts: wire.Attempts ?? 0,
    intervalMs: ms(wire.Interval),
    delayMs: ms(wire.Delay),
    mode: wire.Mode === 'delay' ? 'delay' : 'fail',
    renderTemplates: wire.RenderTemplates ?? false,
  };
}

export function restartToWire(policy: RestartPolicy): WireRestartPolicy {
  return {
    Attempts: policy.attempts,
    Interval: nsOfMs(policy.intervalMs),
    Delay: nsOfMs(policy.delayMs),
    Mode: policy.mode,
    RenderTemplates: policy.renderTemplates ?? false,
  };
}

export function rescheduleFromWire(wire: WireReschedulePolicy): ReschedulePolicy {
  return {
    attempts: wire.Attempts ?? 0,
    intervalMs: ms(wire.Interval),
    delayMs: ms(wire.Delay),
    delayFunction: delayFunctionOf(wire.DelayFunction),
    maxDelayMs: ms(wire.MaxDelay),
    unlimited: wire.Unlimited ?? false,
  };
}

function delayFunctionOf(name: string | null | undefined): ReschedulePolicy['delayFunction'] {
  return name === 'exponential' || name === 'fibonacci' ? name : 'constant';
}

export function rescheduleToWire(policy: ReschedulePolicy): WireReschedulePolicy {
  return {
    Attempts: policy.attempts,
    Interval: nsOfMs(policy.intervalMs),
    Delay: nsOfMs(policy.delayMs),
    DelayFunction: policy.delayFunction,
    MaxDelay: nsOfMs(policy.maxDelayMs),
    Unlimited: policy.unlimited,
  };
}

export function updateFromWire(wire: WireUpdateStrategy): UpdateStrategy {
  return {
    staggerMs: ms(wire.Stagger),
    maxParallel: wire.MaxParallel ?? 0,
    healthCheck: wire.HealthCheck ?? '',
    minHealthyTimeMs: ms(wire.MinHealthyTime),
    healthyDeadlineMs: ms(wire.HealthyDeadline),
    progressDeadlineMs: ms(wire.ProgressDeadline),
    autoRevert: wire.AutoRevert ?? false,
    autoPromote: wire.AutoPromote ?? false,
    canary: wire.Canary ?? 0,
  };
}

export function updateToWire(strategy: UpdateStrategy): WireUpdateStrategy {
  return {
    Stagger: nsOfMs(strategy.staggerMs),
    MaxParallel: strategy.maxParallel,
    HealthCheck: strategy.healthCheck,
    MinHealthyTime: nsOfMs(strategy.minHealthyTimeMs),
    HealthyDeadline: nsOfMs(strategy.healthyDeadlineMs),
    ProgressDeadline: nsOfMs(strategy.progressDeadlineMs),
    AutoRevert: strategy.autoRevert,
    AutoPromote: strategy.autoPromote,
    Canary: strategy.canary,
  };
}

/** Nomad gives a job's own strategy back with two fields only: the groups have taken over the others. */
export function jobUpdateToWire(strategy: UpdateStrategy | undefined): WireUpdateStrategy {
  return {
    Stagger: nsOfMs(strategy?.staggerMs ?? 0),
    MaxParallel: strategy?.maxParallel ?? 0,
    HealthCheck: '',
    MinHealthyTime: 0,
    HealthyDeadline: 0,
    ProgressDeadline: 0,
    AutoRevert: false,
    AutoPromote: false,
    Canary: 0,
  };
}

export function migrateFromWire(wire: WireMigrateStrategy): MigrateStrategy {
  return {
    maxParallel: wire.MaxParallel ?? 0,
    healthCheck: wire.HealthCheck ?? '',
    minHealthyTimeMs: ms(wire.MinHealthyTime),
    healthyDeadlineMs: ms(wire.HealthyDeadline),
  };
}

export function migrateToWire(strategy: MigrateStrategy): WireMigrateStrategy {
  return {
    MaxParallel: strategy.maxParallel,
    HealthCheck: strategy.healthCheck,
    MinHealthyTime: nsOfMs(strategy.minHealthyTimeMs),
    HealthyDeadline: nsOfMs(strategy.healthyDeadlineMs),
  };
}

export function disconnectFromWire(wire: WireDisconnectStrategy): DisconnectStrategy {
  const stopAfter = wire.StopOnClientAfter;
  return {
    lostAfterMs: ms(wire.LostAfter),
    stopOnClientAfterMs: typeof stopAfter === 'number' ? msOfNs(stopAfter) : undefined,
    replace: wire.Replace ?? true,
    reconcile: wire.Reconcile || 'best_score',
  };
}

export function disconnectToWire(strategy: DisconnectStrategy): WireDisconnectStrategy {
  const { stopOnClientAfterMs } = strategy;
  return {
    LostAfter: nsOfMs(strategy.lostAfterMs),
    StopOnClientAfter: stopOnClientAfterMs === undefined ? null : nsOfMs(stopOnClientAfterMs),
    Replace: strategy.replace,
    Reconcile: strategy.reconcile,
  };
}

export function diskFromWire(wire: WireEphemeralDisk | null | undefined): EphemeralDisk {
  return {
    sizeMb: wire?.SizeMB ?? DEFAULT_DISK_MB,
    sticky: wire?.Sticky ?? false,
    migrate: wire?.Migrate ?? false,
  };
}

export function diskToWire(disk: EphemeralDisk): WireEphemeralDisk {
  return { Sticky: disk.sticky, SizeMB: disk.sizeMb, Migrate: disk.migrate };
}
