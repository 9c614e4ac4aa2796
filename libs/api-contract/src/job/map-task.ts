import type { RestartPolicy, Task, TaskLifecycle } from '@steppe/domain';
import { extraOf, nullIfNoKeys } from '../wire/empty.ts';
import { msOfNs, nsOfMs } from '../wire/time.ts';
import { DEFAULT_LOG_FILE_MB, DEFAULT_LOG_FILES } from './disk-defaults.ts';
import {
  affinitiesToWire,
  affinityFromWire,
  constraintFromWire,
  constraintsToWire,
} from './map-placement.ts';
import { restartFromWire, restartToWire } from './map-policies.ts';
import { resourcesFromWire, resourcesToWire, UNUSED_RESOURCES } from './map-resources.ts';
import { servicesToWire } from './map-services.ts';
import type { WireTask } from './wire-task.ts';

const DEFAULT_KILL_TIMEOUT_NS = 5_000_000_000;

const TASK_FIELDS = new Set([
  'Name',
  'Driver',
  'User',
  'Leader',
  'Lifecycle',
  'Config',
  'Env',
  'Meta',
  'Constraints',
  'Affinities',
  'Resources',
  'RestartPolicy',
  'KillTimeout',
  'KillSignal',
  'ShutdownDelay',
  'LogConfig',
]);

/** @param groupRestart what a task without a restart policy of its own follows. */
export function taskFromWire(wire: WireTask, groupRestart: RestartPolicy): Task {
  return {
    name: wire.Name ?? '',
    driver: wire.Driver ?? '',
    user: wire.User ?? '',
    leader: wire.Leader ?? false,
    lifecycle: wire.Lifecycle ? lifecycleFromWire(wire.Lifecycle) : undefined,
    config: wire.Config ?? {},
    env: wire.Env ?? {},
    meta: wire.Meta ?? {},
    constraints: (wire.Constraints ?? []).map(constraintFromWire),
    affinities: (wire.Affinities ?? []).map(affinityFromWire),
    resources: resourcesFromWire(wire.Resources),
    restartPolicy: wire.RestartPolicy ? restartFromWire(wire.RestartPolicy) : groupRestart,
    killTimeoutMs: msOfNs(wire.KillTimeout ?? DEFAULT_KILL_TIMEOUT_NS),
    killSignal: wire.KillSignal ?? '',
    shutdownDelayMs: msOfNs(wire.ShutdownDelay ?? 0),
    logs: {
      maxFiles: wire.LogConfig?.MaxFiles ?? DEFAULT_LOG_FILES,
      maxFileSizeMb: wire.LogConfig?.MaxFileSizeMB ?? DEFAULT_LOG_FILE_MB,
      disabled: wire.LogConfig?.Disabled ?? false,
    },
    extra: { ...extraOf(wire, TASK_FIELDS), ...unusedResources(wire) },
  };
}

/** Kept under the field's own name, so that `extra` holds nothing but wire fields. */
function unusedResources({ Resources }: WireTask): { Resources?: Record<string, unknown> } {
  const unused: Record<string, unknown> = {};
  for (const name of UNUSED_RESOURCES) {
    const value = Resources?.[name];
    if (value !== null && value !== undefined && value !== 0) unused[name] = value;
  }
  return Object.keys(unused).length === 0 ? {} : { Resources: unused };
}

function lifecycleFromWire({
  Hook,
  Sidecar,
}: NonNullable<WireTask['Lifecycle']>): TaskLifecycle | undefined {
  const hook = Hook === 'poststart' || Hook === 'poststop' ? Hook : 'prestart';
  return { hook, sidecar: Sidecar ?? false };
}

/** @param namespace that of the job, in which its services are registered. */
export function taskToWire(task: Task, namespace: string): WireTask {
  const { Resources: unused, ...extra } = task.extra;
  return {
    Name: task.name,
    Driver: task.driver,
    User: task.user,
    Config: nullIfNoKeys(task.config),
    Env: nullIfNoKeys(task.env),
    Constraints: constraintsToWire(task.constraints),
    Affinities: affinitiesToWire(task.affinities),
    Resources: resourcesToWire(task.resources, isRecord(unused) ? unused : {}),
    RestartPolicy: restartToWire(task.restartPolicy),
    Lifecycle: task.lifecycle
      ? { Hook: task.lifecycle.hook, Sidecar: task.lifecycle.sidecar }
      : null,
    Meta: nullIfNoKeys(task.meta),
    KillTimeout: nsOfMs(task.killTimeoutMs),
    LogConfig: {
      MaxFiles: task.logs.maxFiles,
      MaxFileSizeMB: task.logs.maxFileSizeMb,
      Disabled: task.logs.disabled,
    },
    Leader: task.leader,
    ShutdownDelay: nsOfMs(task.shutdownDelayMs),
    KillSignal: task.killSignal,
    ...NOT_SET,
    ...extra,
    Services: servicesToWire(extra['Services'], namespace),
  };
}

/** Fields of a task that were not given, as Nomad shows them. */
const NOT_SET = {
  Vault: null,
  Secrets: null,
  Consul: null,
  Templates: null,
  DispatchPayload: null,
  Artifacts: null,
  VolumeMounts: null,
  ScalingPolicies: null,
  Kind: '',
  CSIPluginConfig: null,
  Identity: {
    Name: 'default',
    Audience: ['nomadproject.io'],
    ChangeMode: '',
    ChangeSignal: '',
    Env: false,
    File: false,
    Filepath: '',
    ServiceName: '',
    TTL: 0,
    ExtraClaims: null,
  },
  Identities: null,
  Actions: null,
  Schedule: null,
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
