import { SteppeError } from '@steppe/domain';
import type { AgentConfig } from '@steppe/hcl';
import type { Logger } from '@steppe/nest-kit';
import type { OrphanSettings } from '@steppe/node-agent';
import {
  checkIdRanges,
  DockerDriver,
  durationMs,
  ExecDriver,
  JavaDriver,
  joinedMap,
  MockDriver,
  RawExecDriver,
  type TaskDriver,
  text,
} from '@steppe/task-drivers';
import { z } from 'zod';

const DanglingContainers = z.object({
  enabled: z.boolean().optional(),
  dry_run: z.boolean().optional(),
  period: durationMs.optional(),
  creation_grace: durationMs.optional(),
});

const Modes = z.array(z.string()).optional();

/** The `plugin "docker"` block; names as in the file. */
const DockerPlugin = z.strictObject({
  endpoint: z.string().optional(),
  tls: block({
    ca: z.string().optional(),
    cert: z.string().optional(),
    key: z.string().optional(),
  }),
  auth: block({ config: z.string().optional(), helper: z.string().optional() }),
  allow_privileged: z.boolean().optional(),
  allow_caps: z.array(z.string()).optional(),
  allow_runtimes: z.array(z.string()).optional(),
  allowed_modes: block({ ipc: Modes, pid: Modes, userns: Modes, uts: Modes }),
  extra_labels: z.array(z.string()).optional(),
  disable_log_collection: z.boolean().optional(),
  pids_limit: z.int().optional(),
  oom_score_adj: z.int().optional(),
  container_exists_attempts: z.int().positive().optional(),
  infra_image: z.string().optional(),
  infra_image_pull_timeout: durationMs.optional(),
  image_pull_timeout: durationMs.optional(),
  pull_activity_timeout: durationMs.optional(),
  logging: block({ type: z.string().default('json-file'), config: joinedMap(text).default({}) }),
  gc: block({
    image: z.boolean().optional(),
    image_delay: durationMs.optional(),
    container: z.boolean().optional(),
    dangling_containers: z.preprocess(firstOf, DanglingContainers.optional()),
  }),
  volumes: block({ enabled: z.boolean().optional(), selinuxlabel: z.string().optional() }),
  // Of Windows and of a device plugin: nothing here depends on them.
  windows_allow_insecure_container_admin: z.boolean().optional(),
  nvidia_runtime: z.string().optional(),
});

const IdRanges = z.string().superRefine((ranges, context) => {
  try {
    checkIdRanges(ranges);
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) });
  }
});

const RawExecPlugin = z.strictObject({
  enabled: z.boolean().optional(),
  denied_envvars: z.array(z.string()).optional(),
  denied_host_uids: IdRanges.optional(),
  denied_host_gids: IdRanges.optional(),
});

const NamespaceMode = z.enum(['private', 'host']).optional();

/** The `plugin "exec"` and `plugin "java"` blocks. */
const IsolationPlugin = z.strictObject({
  allow_caps: z.array(z.string()).optional(),
  default_pid_mode: NamespaceMode,
  default_ipc_mode: NamespaceMode,
  denied_host_uids: IdRanges.optional(),
  denied_host_gids: IdRanges.optional(),
  no_pivot_root: z
    .literal(false, { error: 'must be false: tasks always get a root of their own by pivot_root' })
    .optional(),
});

interface DriverPlace {
  readonly dev: boolean;
  readonly nodeId?: string;
  readonly logger: Logger;
}

/** Makes the drivers that the configuration allows. */
export function createDrivers(config: AgentConfig, place: DriverPlace): TaskDriver[] {
  const { 'driver.allowlist': allowed, 'driver.denylist': denied } = config.client.options;
  const [allowlist, denylist] = [namesIn(allowed), namesIn(denied)];
  return allDrivers(config, place).filter(
    ({ name }) => (allowlist.length === 0 || allowlist.includes(name)) && !denylist.includes(name),
  );
}

function namesIn(list = ''): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function allDrivers(config: AgentConfig, { dev, nodeId, logger }: DriverPlace): TaskDriver[] {
  const onError = (error: unknown): void =>
    logger.warn({ err: error }, 'a task driver failed in the background');
  const docker = settings(config, 'docker', DockerPlugin);
  const rawExec = settings(config, 'raw_exec', RawExecPlugin);
  return [
    new DockerDriver({
      onError,
      nodeId,
      endpoint: docker.endpoint,
      allowPrivileged: docker.allow_privileged,
      allowCaps: docker.allow_caps,
      allowRuntimes: docker.allow_runtimes,
      extraLabels: docker.extra_labels,
      disableLogCollection: docker.disable_log_collection,
      tls: docker.tls,
      auth: { configFile: docker.auth?.config, helper: docker.auth?.helper },
      allowedModes: docker.allowed_modes,
      oomScoreAdj: docker.oom_score_adj,
      containerExistsAttempts: docker.container_exists_attempts,
      imagePullTimeoutMs: docker.image_pull_timeout,
      pullActivityTimeoutMs: docker.pull_activity_timeout,
      logging: docker.logging,
      selinuxLabel: docker.volumes?.selinuxlabel,
      pidsLimit: docker.pids_limit,
      infraImage: docker.infra_image,
      infraImagePullTimeoutMs: docker.infra_image_pull_timeout,
      volumesEnabled: docker.volumes?.enabled,
      collectsImages: docker.gc?.image,
      imageDelayMs: docker.gc?.image_delay,
      removesContainers: docker.gc?.container,
    }),
    new RawExecDriver({
      onError,
      enabled: rawExec.enabled,
      deniedEnvvars: rawExec.denied_envvars,
      denied: { uids: rawExec.denied_host_uids, gids: rawExec.denied_host_gids },
    }),
    new ExecDriver({ onError, ...isolation(config, 'exec') }),
    new JavaDriver({ onError, ...isolation(config, 'java') }),
    ...(dev ? [new MockDriver()] : []),
  ];
}

/** How containers are looked for that no allocation owns. */
export function orphanSettings(config: AgentConfig): OrphanSettings {
  const dangling = settings(config, 'docker', DockerPlugin).gc?.dangling_containers;
  return {
    isEnabled: dangling?.enabled,
    isDryRun: dangling?.dry_run,
    periodMs: dangling?.period,
    graceMs: dangling?.creation_grace,
  };
}

function isolation({ client, plugin }: AgentConfig, name: string) {
  const own = settings({ plugin }, name, IsolationPlugin);
  return {
    allowCaps: own.allow_caps,
    defaultPidMode: own.default_pid_mode,
    defaultIpcMode: own.default_ipc_mode,
    denied: { uids: own.denied_host_uids, gids: own.denied_host_gids },
    chrootEnv: Object.keys(client.chrootEnv).length === 0 ? undefined : client.chrootEnv,
    deniedUsers: client.options['user.denylist']?.split(',').filter((user) => user !== ''),
  };
}

function settings<T>(config: Pick<AgentConfig, 'plugin'>, name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(config.plugin[name]?.config ?? {});
  if (parsed.success) return parsed.data;
  throw new SteppeError(
    'CONFIG_INVALID',
    `plugin "${name}" is not valid: ${z.prettifyError(parsed.error)}`,
  );
}

/** A block of the file, which is a list of one in its JSON form. */
function block<T extends z.ZodRawShape>(shape: T) {
  return z.preprocess(firstOf, z.strictObject(shape).optional());
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
