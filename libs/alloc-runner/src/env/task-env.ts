import {
  type AllocationNetwork,
  allocationName,
  assert,
  type Job,
  type Node,
  type Placement,
  type Task,
  type TaskGroup,
} from '@steppe/domain';
import { envName } from './env-name.ts';
import { interpolate, type Variables } from './interpolate.ts';
import { portEnv } from './port-env.ts';

/** Where a task sees its directories: host paths, or paths inside its container. */
export interface VisibleDirs {
  readonly allocDir: string;
  readonly taskDir: string;
  readonly secretsDir: string;
}

export interface TaskEnvInput {
  readonly placement: Placement;
  readonly job: Job;
  readonly group: TaskGroup;
  readonly task: Task;
  readonly node: Node;
  readonly dirs: VisibleDirs;
  /** Variables of the machine that tasks without an image inherit, such as HOME. */
  readonly hostEnv: Readonly<Record<string, string>>;
  /** What templates and identities add, which wins over everything. */
  readonly setupEnv: Readonly<Record<string, string>>;
  /** Where the allocation is on a network of its own. */
  readonly network?: AllocationNetwork | undefined;
}

export interface TaskEnv {
  readonly env: Readonly<Record<string, string>>;
  /** All that `${…}` may name in the task's config and elsewhere. */
  readonly variables: Variables;
}

/** Builds a task's environment, and what its job may refer to at run time. */
export function taskEnvOf(input: TaskEnvInput): TaskEnv {
  const variables = new Map(Object.entries(nodeVariables(input)));
  const add = (env: Readonly<Record<string, string>>): void => {
    for (const [name, value] of Object.entries(env)) variables.set(name, value);
  };
  const nomad = {
    ...identityEnv(input),
    ...portEnv(input.placement.ports, {
      taskName: input.task.name,
      nodeIp: input.node.attributes['unique.network.ip-address'] ?? '127.0.0.1',
      network: input.network,
    }),
  };
  add(input.hostEnv);
  add(nomad);
  const meta = metaEnv(input, variables);
  add(meta);
  // The job's own variables may name all of the above, and win over it.
  const own = Object.fromEntries(
    Object.entries(input.task.env).map(([name, value]) => [
      envName(interpolate(name, variables)),
      interpolate(value, variables),
    ]),
  );
  add(own);
  add(input.setupEnv);
  return { env: { ...input.hostEnv, ...nomad, ...meta, ...own, ...input.setupEnv }, variables };
}

function identityEnv({ placement, job, group, task, node, dirs }: TaskEnvInput) {
  const { cpuMhz, cores, memoryMb, memoryMaxMb } = task.resources;
  const own = placement.cores?.[task.name] ?? [];
  return {
    NOMAD_ALLOC_DIR: dirs.allocDir,
    NOMAD_TASK_DIR: dirs.taskDir,
    NOMAD_SECRETS_DIR: dirs.secretsDir,
    NOMAD_ALLOC_ID: placement.allocId,
    NOMAD_SHORT_ALLOC_ID: placement.allocId.slice(0, 8),
    NOMAD_ALLOC_NAME: allocationName(job.id, group.name, placement.index),
    NOMAD_ALLOC_INDEX: String(placement.index),
    NOMAD_TASK_NAME: task.name,
    NOMAD_GROUP_NAME: group.name,
    NOMAD_JOB_ID: job.id,
    NOMAD_JOB_NAME: job.name,
    ...(job.parentId === '' ? {} : { NOMAD_JOB_PARENT_ID: job.parentId }),
    NOMAD_DC: node.datacenter,
    NOMAD_NAMESPACE: job.namespace,
    NOMAD_REGION: job.region,
    NOMAD_MEMORY_LIMIT: String(memoryMb),
    ...(memoryMaxMb > 0 && placement.memoryOversubscribed === true
      ? { NOMAD_MEMORY_MAX_LIMIT: String(memoryMaxMb) }
      : {}),
    ...(cores > 0 ? {} : { NOMAD_CPU_LIMIT: String(cpuMhz) }),
    ...(own.length === 0 ? {} : { NOMAD_CPU_CORES: coreRanges(own) }),
  };
}

/** Core IDs as the kernel lists them, such as `0-2,5`. */
export function coreRanges(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of [...ids].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && id === last[1] + 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Metadata of the job, its group and its task, the narrower winning: each key as it is and in capitals. */
function metaEnv({ job, group, task }: TaskEnvInput, variables: Variables): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...job.meta, ...group.meta, ...task.meta })) {
    const name = envName(key);
    const filled = interpolate(value, variables);
    env[`NOMAD_META_${name.toUpperCase()}`] = filled;
    env[`NOMAD_META_${name}`] = filled;
  }
  return env;
}

function nodeVariables({ node, job }: TaskEnvInput): Record<string, string> {
  const variables: Record<string, string> = {
    'node.unique.id': node.id,
    'node.unique.name': node.name,
    'node.datacenter': node.datacenter,
    'node.class': node.nodeClass,
    'node.pool': node.nodePool,
    'node.region': job.region,
  };
  for (const [key, value] of Object.entries(node.attributes)) variables[`attr.${key}`] = value;
  for (const [key, value] of Object.entries(node.meta)) variables[`meta.${key}`] = value;
  assert(node.id !== '', 'a node without an ID runs tasks');
  return variables;
}
