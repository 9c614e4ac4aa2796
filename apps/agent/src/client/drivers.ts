import { SteppeError } from '@steppe/domain';
import type { AgentConfig } from '@steppe/hcl';
import type { Logger } from '@steppe/nest-kit';
import type { OrphanSettings } from '@steppe/node-agent';
import {
  DockerDriver,
  durationMs,
  ExecDriver,
  JavaDriver,
  MockDriver,
  RawExecDriver,
  type TaskDriver,
} from '@steppe/task-drivers';
import { z } from 'zod';

const DanglingContainers = z.object({
  enabled: z.boolean().optional(),
  dry_run: z.boolean().optional(),
  period: durationMs.optional(),
  creation_grace: durationMs.optional(),
});

/** The `plugin "docker"` block; names as in the file. */
const DockerPlugin = z.object({
  endpoint: z.string().optional(),
  allow_privileged: z.boolean().optional(),
  allow_caps: z.array(z.string()).optional(),
  allow_runtimes: z.array(z.string()).optional(),
  extra_labels: z.array(z.string()).optional(),
  disable_log_collection: z.boolean().optional(),
  pids_limit: z.int().optional(),
  infra_image: z.string().optional(),
  infra_image_pull_timeout: durationMs.optional(),
  gc: z.preprocess(
    firstOf,
    z
      .object({
        image: z.boolean().optional(),
        image_delay: durationMs.optional(),
        container: z.boolean().optional(),
        dangling_containers: z.preprocess(firstOf, DanglingContainers.optional()),
      })
      .optional(),
  ),
  volumes: z.preprocess(firstOf, z.object({ enabled: z.boolean().optional() }).optional()),
});

const RawExecPlugin = z.object({
  enabled: z.boolean().optional(),
  denied_envvars: z.array(z.string()).optional(),
});

const NamespaceMode = z.enum(['private', 'host']).optional();

/** The `plugin "exec"` and `plugin "java"` blocks. */
const IsolationPlugin = z.object({
  allow_caps: z.array(z.string()).optional(),
  default_pid_mode: NamespaceMode,
  default_ipc_mode: NamespaceMode,
});

/** Makes the drivers that the configuration allows. */
export function createDrivers(
  config: AgentConfig,
  { dev, nodeId, logger }: { dev: boolean; nodeId?: string; logger: Logger },
): TaskDriver[] {
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
      pidsLimit: docker.pids_limit,
      infraImage: docker.infra_image,
      infraImagePullTimeoutMs: docker.infra_image_pull_timeout,
      volumesEnabled: docker.volumes?.enabled,
      collectsImages: docker.gc?.image,
      imageDelayMs: docker.gc?.image_delay,
      removesContainers: docker.gc?.container,
    }),
    new RawExecDriver({ onError, enabled: rawExec.enabled, deniedEnvvars: rawExec.denied_envvars }),
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
  const block = settings({ plugin }, name, IsolationPlugin);
  return {
    allowCaps: block.allow_caps,
    defaultPidMode: block.default_pid_mode,
    defaultIpcMode: block.default_ipc_mode,
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

/** A block of the file is a list of one in its JSON form. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
