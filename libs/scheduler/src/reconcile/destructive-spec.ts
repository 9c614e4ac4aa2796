import { canonicalJson, groupOf, type JobVersion, type Task } from '@steppe/domain';

/** Parts of a task in the wire's shape whose change needs a new start. Others, such as services, do not. */
const TASK_EXTRA = [
  'Artifacts',
  'Consul',
  'CSIPluginConfig',
  'DispatchPayload',
  'Identities',
  'Identity',
  'Kind',
  'Secrets',
  'Templates',
  'Vault',
  'VolumeMounts',
] as const;
const GROUP_EXTRA = ['Consul'] as const;

const specsOfVersion = new WeakMap<JobVersion, Map<string, string>>();

/**
 * All of a group that a running allocation cannot take over without a new start, as text to be compared:
 * drivers, configurations, environment, resources, networks, disk, volumes, affinities, spreads and meta data
 * (the job's too). Not count, constraints, restart policy, services, kill timeout, update or priority.
 * Computed once per version. Source: Nomad's tasksUpdated.
 */
export function destructiveSpec(version: JobVersion, groupName: string): string {
  let specs = specsOfVersion.get(version);
  if (!specs) specsOfVersion.set(version, (specs = new Map()));
  let spec = specs.get(groupName);
  if (spec === undefined) specs.set(groupName, (spec = compute(version, groupName)));
  return spec;
}

function compute(version: JobVersion, groupName: string): string {
  const group = groupOf(version, groupName);
  if (!group) return '';
  const { job } = version;
  return canonicalJson({
    ephemeralDisk: group.ephemeralDisk,
    networks: group.networks,
    volumes: group.volumes,
    affinities: [...job.affinities, ...group.affinities],
    spreads: [...job.spreads, ...group.spreads],
    extra: pick(group.extra, GROUP_EXTRA),
    tasks: group.tasks
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((task) => specOfTask(task, { ...job.meta, ...group.meta, ...task.meta })),
  });
}

function specOfTask(task: Task, meta: Readonly<Record<string, string>>): object {
  const { name, driver, user, config, env, affinities, resources, lifecycle } = task;
  return {
    name,
    driver,
    user,
    config,
    env,
    meta,
    affinities,
    resources,
    lifecycle,
    logsDisabled: task.logs.disabled,
    renderTemplates: task.restartPolicy.renderTemplates ?? false,
    extra: pick(task.extra, TASK_EXTRA),
  };
}

function pick(extra: Readonly<Record<string, unknown>>, keys: readonly string[]): object {
  return Object.fromEntries(keys.map((key) => [key, extra[key]]));
}
