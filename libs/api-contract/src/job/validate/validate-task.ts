import { DEFAULT_DISK_MB, DEFAULT_LOG_FILE_MB, DEFAULT_LOG_FILES } from '../disk-defaults.ts';
import type { WireResources } from '../wire-resources.ts';
import type { WireTask } from '../wire-task.ts';
import type { WireTaskGroup } from '../wire-task-group.ts';
import { multiError } from './multi-error.ts';
import { restartFaults } from './validate-policies.ts';
import { placementFaults } from './validate-placement.ts';
import type { PortRegister } from './validate-networks.ts';

const MIN_CPU_MHZ = 1;
const MIN_MEMORY_MB = 10;
/** A task's directory has its name, beside the one that all tasks share. */
const RESERVED_NAMES = ['alloc', '.', '..'];
const HOOKS = ['prestart', 'poststart', 'poststop'];

/** Drivers that cannot start anything without certain options. */
const REQUIRED_CONFIG: Readonly<Record<string, readonly string[]>> = {
  docker: ['image'],
  exec: ['command'],
  raw_exec: ['command'],
};

/** What is wrong with one task, in Nomad's words. */
export function taskFaults(
  task: WireTask,
  {
    ports,
    disk,
    jobType,
  }: {
    readonly ports: PortRegister;
    readonly disk: WireTaskGroup['EphemeralDisk'];
    readonly jobType: string;
  },
): string[] {
  const faults: string[] = [];
  if (!task.Name) faults.push('Missing task name');
  if (task.Name && /[/\\]/.test(task.Name)) faults.push('Task name cannot include slashes');
  if (task.Name?.includes('\0')) faults.push('Task name cannot include null characters');
  if (RESERVED_NAMES.includes(task.Name ?? '')) {
    faults.push(`Task cannot be named "${task.Name}"`);
  }
  if (!task.Driver) faults.push('Missing task driver');
  if ((task.KillTimeout ?? 0) < 0) faults.push('KillTimeout must be a positive value');
  if ((task.ShutdownDelay ?? 0) < 0) faults.push('ShutdownDelay must be a positive value');
  if (task.RestartPolicy) faults.push(...restartFaults(task.RestartPolicy));
  if (task.Resources) faults.push(...resourceFaults(task.Resources));
  faults.push(...ports.faultsOf(task.Resources?.Networks, task.Name ?? ''));
  faults.push(
    ...logFaults(task, disk?.SizeMB ?? DEFAULT_DISK_MB),
    ...lifecycleFaults(task),
    ...placementFaults(task, { level: 'task', type: jobType }),
  );
  faults.push(...configFaults(task));
  return faults;
}

/** Nomad nests these twice; clients show what they get. */
function resourceFaults(resources: WireResources): string[] {
  const faults: string[] = [];
  const cores = resources.Cores ?? 0;
  const cpu = resources.CPU ?? 100;
  const memory = resources.MemoryMB ?? 300;
  const memoryMax = resources.MemoryMaxMB ?? 0;
  if (cores < 0) faults.push(`minimum Cores value is 0; got ${cores}`);
  if (cores === 0 && cpu < MIN_CPU_MHZ) {
    faults.push(`minimum CPU value is ${MIN_CPU_MHZ}; got ${cpu}`);
  }
  if (memory < MIN_MEMORY_MB) {
    faults.push(`minimum MemoryMB value is ${MIN_MEMORY_MB}; got ${memory}`);
  }
  const secrets = resources.SecretsMB ?? 0;
  if (cores > 0 && cpu > 0) {
    faults.push("Task can only ask for 'cpu' or 'cores' resource, not both.");
  }
  if (secrets > memory) {
    faults.push(`SecretsMB value (${secrets}) cannot be larger than MemoryMB value (${memory})`);
  }
  if (memoryMax !== 0 && memoryMax < memory) {
    faults.push(
      `MemoryMaxMB value (${memoryMax}) should be larger than MemoryMB value (${memory})`,
    );
  }
  const nested = faults.length === 0 ? [] : [multiError(faults)];
  for (const { Name, Count } of resources.Devices ?? []) {
    if (!Name) nested.push('device name must be given as vendor/type/model, vendor/type or type');
    if ((Count ?? 1) < 1) nested.push(`device "${Name}" must have a count of at least 1`);
  }
  return nested.length === 0 ? [] : [multiError(nested)];
}

/** Nomad counts them also where they are disabled, each task's alone, and without a file to spare. */
function logFaults({ LogConfig }: WireTask, diskMb: number): string[] {
  const faults: string[] = [];
  const files = LogConfig?.MaxFiles ?? DEFAULT_LOG_FILES;
  const sizeMb = LogConfig?.MaxFileSizeMB ?? DEFAULT_LOG_FILE_MB;
  if (files < 1) faults.push(`minimum number of files is 1; got ${files}`);
  if (sizeMb < 1) faults.push(`minimum file size is 1MB; got ${sizeMb}`);
  if (diskMb <= files * sizeMb) {
    faults.push(
      `log storage (${files * sizeMb} MB) must be less than requested disk capacity (${diskMb} MB)`,
    );
  }
  return faults.length === 0 ? [] : [multiError(faults)];
}

function lifecycleFaults({ Lifecycle }: WireTask): string[] {
  if (!Lifecycle) return [];
  if (!Lifecycle.Hook) return ['no lifecycle hook provided'];
  return HOOKS.includes(Lifecycle.Hook) ? [] : [`invalid hook: ${Lifecycle.Hook}`];
}

/** Better than the original, which finds this out on the client only. */
function configFaults({ Driver, Config }: WireTask): string[] {
  const missing = (REQUIRED_CONFIG[Driver ?? ''] ?? []).filter((option) => !Config?.[option]);
  return missing.map((option) => `Missing ${option} in the config of driver ${Driver}`);
}
