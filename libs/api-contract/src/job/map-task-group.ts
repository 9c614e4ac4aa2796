import type { TaskGroup, VolumeRequest } from '@steppe/domain';
import { extraOf, nullIfEmpty, nullIfNoKeys } from '../wire/empty.ts';
import { msOfNs, nsOfMs } from '../wire/time.ts';
import {
  affinitiesToWire,
  affinityFromWire,
  constraintFromWire,
  constraintsToWire,
  spreadFromWire,
  spreadsToWire,
} from './map-placement.ts';
import {
  disconnectFromWire,
  disconnectToWire,
  diskFromWire,
  diskToWire,
  migrateFromWire,
  migrateToWire,
  rescheduleFromWire,
  rescheduleToWire,
  restartFromWire,
  restartToWire,
  updateFromWire,
  updateToWire,
} from './map-policies.ts';
import { networkFromWire, networkToWire } from './map-resources.ts';
import { scalingFromWire, scalingToWire } from './map-scaling.ts';
import { servicesToWire } from './map-services.ts';
import { taskFromWire, taskToWire } from './map-task.ts';
import type { WireTaskGroup, WireVolume } from './wire-task-group.ts';

const GROUP_FIELDS = new Set([
  'Name',
  'Count',
  'Constraints',
  'Affinities',
  'Spreads',
  'Networks',
  'Volumes',
  'Tasks',
  'RestartPolicy',
  'ReschedulePolicy',
  'Update',
  'Migrate',
  'Disconnect',
  'Scaling',
  'EphemeralDisk',
  'Meta',
  'ShutdownDelay',
  'StopAfterClientDisconnect',
  'MaxClientDisconnect',
  'MaxRunDuration',
  'PreventRescheduleOnLost',
]);
const VOLUME_FIELDS = new Set(['Name', 'Type', 'Source', 'ReadOnly']);

export function taskGroupFromWire(wire: WireTaskGroup): TaskGroup {
  const count = wire.Count ?? wire.Scaling?.Min ?? 1;
  const restartPolicy = restartFromWire(wire.RestartPolicy ?? {});
  return {
    name: wire.Name ?? '',
    count,
    constraints: (wire.Constraints ?? []).map(constraintFromWire),
    affinities: (wire.Affinities ?? []).map(affinityFromWire),
    spreads: (wire.Spreads ?? []).map(spreadFromWire),
    networks: (wire.Networks ?? []).map(networkFromWire),
    volumes: mapValues(wire.Volumes ?? {}, volumeFromWire),
    tasks: (wire.Tasks ?? []).map((task) => taskFromWire(task, restartPolicy)),
    restartPolicy,
    reschedulePolicy: optional(wire.ReschedulePolicy, rescheduleFromWire),
    update: optional(wire.Update, updateFromWire),
    migrate: optional(wire.Migrate, migrateFromWire),
    disconnect: optional(wire.Disconnect, disconnectFromWire),
    scaling: optional(wire.Scaling, (scaling) => scalingFromWire(scaling, count)),
    preventRescheduleOnLost: wire.PreventRescheduleOnLost ?? false,
    ephemeralDisk: diskFromWire(wire.EphemeralDisk),
    shutdownDelayMs: optional(wire.ShutdownDelay, msOfNs),
    stopAfterClientDisconnectMs: optional(wire.StopAfterClientDisconnect, msOfNs),
    maxClientDisconnectMs: optional(wire.MaxClientDisconnect, msOfNs),
    maxRunDurationMs: optional(wire.MaxRunDuration, msOfNs),
    meta: wire.Meta ?? {},
    extra: extraOf(wire, GROUP_FIELDS),
  };
}

/** Of which job a group is. */
interface GroupOwner {
  /** In which its services are registered. */
  readonly namespace: string;
  readonly jobId: string;
  /** Of the job. */
  readonly createIndex: number;
}

export function taskGroupToWire(group: TaskGroup, owner: GroupOwner): WireTaskGroup {
  const { namespace, createIndex } = owner;
  const indexes = { createIndex, modifyIndex: createIndex };
  const target = { ...owner, group: group.name };
  return {
    Name: group.name,
    Count: group.count,
    Update: orNull(group.update, updateToWire),
    Migrate: orNull(group.migrate, migrateToWire),
    Constraints: constraintsToWire(group.constraints),
    Scaling: orNull(group.scaling, (scaling) => scalingToWire(scaling, target, indexes)),
    RestartPolicy: restartToWire(group.restartPolicy),
    Disconnect: orNull(group.disconnect, disconnectToWire),
    Tasks: group.tasks.map((task) => taskToWire(task, namespace)),
    EphemeralDisk: diskToWire(group.ephemeralDisk),
    Meta: nullIfNoKeys(group.meta),
    ReschedulePolicy: orNull(group.reschedulePolicy, rescheduleToWire),
    Affinities: affinitiesToWire(group.affinities),
    Spreads: spreadsToWire(group.spreads),
    Networks: nullIfEmpty(group.networks.map(networkToWire)),
    Consul: null,
    Volumes: nullIfNoKeys(mapValues(group.volumes, volumeToWire)),
    ShutdownDelay: orNull(group.shutdownDelayMs, nsOfMs),
    MaxRunDuration: orNull(group.maxRunDurationMs, nsOfMs),
    StopAfterClientDisconnect: orNull(group.stopAfterClientDisconnectMs, nsOfMs),
    MaxClientDisconnect: orNull(group.maxClientDisconnectMs, nsOfMs),
    PreventRescheduleOnLost: group.preventRescheduleOnLost,
    ...group.extra,
    Services: servicesToWire(group.extra['Services'], namespace),
  };
}

function volumeFromWire(wire: WireVolume): VolumeRequest {
  return {
    name: wire.Name ?? '',
    type: wire.Type ?? '',
    source: wire.Source ?? '',
    readOnly: wire.ReadOnly ?? false,
    extra: extraOf(wire, VOLUME_FIELDS),
  };
}

function volumeToWire(volume: VolumeRequest): WireVolume {
  const { name, type, source, readOnly, extra } = volume;
  return { Name: name, Type: type, Source: source, ReadOnly: readOnly, ...extra };
}

function mapValues<A, B>(
  values: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function optional<A, B>(value: A | null | undefined, map: (value: A) => B): B | undefined {
  return value === null || value === undefined ? undefined : map(value);
}

function orNull<A, B>(value: A | undefined, map: (value: A) => B): B | null {
  return value === undefined ? null : map(value);
}
