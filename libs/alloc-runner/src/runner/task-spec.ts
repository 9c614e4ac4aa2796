import {
  assert,
  type Job,
  type Node,
  type Placement,
  type Task,
  type TaskGroup,
} from '@steppe/domain';
import { taskBlocksOf } from '@steppe/api-contract/blocks';
import type { DriverCapabilities, JsonObject, TaskPort, TaskSpec } from '@steppe/task-drivers';
import { z } from 'zod';
import { interpolate, interpolateObject } from '../env/interpolate.ts';
import { taskEnvOf, type VisibleDirs } from '../env/task-env.ts';
import type { GroupNetwork } from '../network/group-network.ts';
import { type RunnerDirs, taskPathsOf } from './alloc-dir.ts';
import type { TaskJob } from './task-runner.ts';
import { mountsOf } from './volume-mounts.ts';

/** A version of a job, by the seq of the JobRegistered event that describes it. */
export interface RunnableJob {
  readonly seq: number;
  readonly job: Job;
}

const JsonObjectSchema = z.record(z.string(), z.json());

/** Inside an image or a chroot the directories are always in the same place. */
const CONTAINER_DIRS: VisibleDirs = {
  allocDir: '/alloc',
  taskDir: '/local',
  secretsDir: '/secrets',
};

/** @throws Error when the job, which was validated when it was registered, has no such group. */
export function groupOfPlacement({ job }: RunnableJob, placement: Placement): TaskGroup {
  const group = job.groups.find(({ name }) => name === placement.group);
  assert(group !== undefined, `job ${job.id} has no group ${placement.group}`);
  return group;
}

/** Empty for a task that the group no longer has. */
export function driverNameOf(runnable: RunnableJob, placement: Placement, task: string): string {
  const { tasks } = groupOfPlacement(runnable, placement);
  return tasks.find(({ name }) => name === task)?.driver ?? '';
}

/** What a task's job says of it: all that a driver must know, and what is made ready before. */
export function taskJobOf({
  placement,
  runnable,
  taskName,
  node,
  dirs,
  capabilities,
  hostEnv,
  setupEnv = {},
  network,
}: {
  readonly placement: Placement;
  readonly runnable: RunnableJob;
  readonly taskName: string;
  readonly node: Node;
  readonly dirs: RunnerDirs;
  readonly capabilities: DriverCapabilities;
  readonly hostEnv: Readonly<Record<string, string>>;
  /** What its setup adds to its environment. */
  readonly setupEnv?: Readonly<Record<string, string>>;
  /** That of its group, when it is not the node's. */
  readonly network?: GroupNetwork | undefined;
}): TaskJob {
  const { job } = runnable;
  const group = groupOfPlacement(runnable, placement);
  const task = group.tasks.find(({ name }) => name === taskName);
  assert(task !== undefined, `group ${group.name} has no task ${taskName}`);
  const paths = taskPathsOf(dirs, placement.allocId, taskName);
  const hostDirs = {
    allocDir: paths.sharedDir,
    taskDir: paths.localDir,
    secretsDir: paths.secretsDir,
  };
  const { fsIsolation } = capabilities;
  const envWith = (visible: VisibleDirs) =>
    taskEnvOf({
      placement,
      job,
      group,
      task,
      node,
      dirs: visible,
      hostEnv: fsIsolation === 'image' ? {} : hostEnv,
      setupEnv,
      network: network?.made?.status,
    });
  const { env, variables } = envWith(fsIsolation === 'none' ? hostDirs : CONTAINER_DIRS);
  const config: JsonObject = JsonObjectSchema.parse(task.config);
  const blocks = taskBlocksOf(task);
  const spec: TaskSpec = {
    allocId: placement.allocId,
    namespace: job.namespace,
    jobId: job.id,
    groupName: group.name,
    taskName,
    config: interpolateObject(config, variables),
    env,
    ...(task.user === '' ? {} : { user: interpolate(task.user, variables) }),
    resources: resourcesOf(task, placement, node),
    ports: portsOf(placement, taskName, node),
    mounts: mountsOf(blocks, { group, node, placement, capabilities }),
    ...(network?.forTasks === undefined ? {} : { network: network.forTasks }),
    paths,
    logs: task.logs,
    ...(task.killSignal === '' ? {} : { killSignal: task.killSignal }),
  };
  return { spec, blocks, variables: envWith(hostDirs).variables, payload: job.dispatch?.payload };
}

/** Whole cores count as all that they can do. `memory_max` holds where memory may be oversubscribed. */
function resourcesOf(task: Task, { cores, memoryOversubscribed }: Placement, node: Node) {
  const { cpuMhz, memoryMb, memoryMaxMb } = task.resources;
  const own = cores?.[task.name] ?? [];
  const { cpuMhz: allMhz, cpuCores } = node.resources;
  return {
    cpuMhz: own.length === 0 ? cpuMhz : Math.floor((own.length * allMhz) / Math.max(1, cpuCores)),
    memoryMb,
    ...(memoryMaxMb > 0 && memoryOversubscribed === true ? { memoryMaxMb } : {}),
    ...(own.length === 0 ? {} : { cores: own }),
  };
}

function portsOf(placement: Placement, taskName: string, node: Node): readonly TaskPort[] {
  const nodeIp = node.attributes['unique.network.ip-address'] ?? '127.0.0.1';
  return placement.ports
    .filter(({ task }) => task === undefined || task === taskName)
    .map(({ label, hostIp, value, to, task }) => ({
      label,
      hostIp: hostIp === '' ? nodeIp : hostIp,
      hostPort: value,
      // -1 asks for the host's own port, which is what 0 says to a driver.
      to: Math.max(0, to),
      scope: task === undefined ? 'group' : 'task',
    }));
}
