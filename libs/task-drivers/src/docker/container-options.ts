import type Docker from 'dockerode';
import type { TaskSpec } from '../task-spec.ts';
import { containerLabels } from './container-labels.ts';
import { containerBinds, containerMounts } from './container-mounts.ts';
import { checkPermissions, containerCaps } from './container-permissions.ts';
import { joinsGroup, networkModeOf } from './group-network.ts';
import { portBindings, publishedPorts } from './container-ports.ts';
import { containerResources } from './container-resources.ts';
import type { DockerConfig } from './docker-config.ts';
import type { DockerDriverOptions } from './docker-options.ts';

/** Names a task's container; the same task never runs twice on one engine. */
export function containerName({
  taskName,
  allocId,
}: Pick<TaskSpec, 'taskName' | 'allocId'>): string {
  return `${taskName}-${allocId}`;
}

/**
 * Turns a task into what Docker creates its container from.
 *
 * @throws DriverError `START_FAILED` for what the operator doesn't permit or the task's group doesn't have.
 */
export function containerOptions(
  { spec, config, imageId }: { spec: TaskSpec; config: DockerConfig; imageId: string },
  options: DockerDriverOptions,
): Docker.ContainerCreateOptions {
  checkPermissions(config, options);
  const { ExposedPorts, PortBindings } = portBindings(publishedPorts(spec, config));
  const networkMode = config.network_mode ?? networkModeOf(spec);
  const sharesNetwork = /^(container:|host$|none$)/u.test(networkMode ?? '');
  return {
    name: containerName(spec),
    Image: imageId,
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: containerLabels(spec, config, options),
    ...commandOf(config),
    ...(sharesNetwork ? {} : { ExposedPorts }),
    // Docker lets none of this be said of a network that another container holds.
    ...(joinsGroup(spec, config)
      ? {}
      : defined({ Hostname: config.hostname, MacAddress: config.mac_address })),
    ...defined({
      User: spec.user,
      WorkingDir: config.work_dir,
      Tty: config.tty,
      OpenStdin: config.interactive,
    }),
    ...(config.healthchecks?.disable === true ? { Healthcheck: { Test: ['NONE'] } } : {}),
    HostConfig: {
      ...hostConfig(spec, config, options),
      ...defined({ NetworkMode: networkMode }),
      ...(joinsGroup(spec, config) ? {} : nameResolution(config)),
      ...(sharesNetwork ? {} : { PortBindings }),
    },
    ...networking(config),
  };
}

function nameResolution(config: DockerConfig): Docker.HostConfig {
  return defined({
    Dns: config.dns_servers,
    DnsSearch: config.dns_search_domains,
    DnsOptions: config.dns_options,
    ExtraHosts: config.extra_hosts,
  });
}

/** `command` and `args` replace the image's own command; `args` alone are arguments of its entrypoint. */
function commandOf({
  command,
  args = [],
  entrypoint,
}: DockerConfig): Docker.ContainerCreateOptions {
  const cmd = command === undefined ? args : [command, ...args];
  return {
    ...(cmd.length === 0 ? {} : { Cmd: cmd }),
    ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
  };
}

function hostConfig(
  spec: TaskSpec,
  config: DockerConfig,
  options: DockerDriverOptions,
): Docker.HostConfig {
  const logging = loggingOf(config, options);
  return {
    ...containerResources(spec, config, options),
    ...containerCaps(config, options),
    Binds: containerBinds(spec, config, options),
    Mounts: containerMounts(spec, config, options),
    LogConfig: { Type: logging.type, Config: logging.config },
    ...defined({
      Privileged: config.privileged,
      ReadonlyRootfs: config.readonly_rootfs,
      Init: config.init,
      Runtime: config.runtime,
      GroupAdd: config.group_add,
      SecurityOpt: config.security_opt,
      Sysctls: config.sysctl,
      StorageOpt: config.storage_opt,
      VolumeDriver: config.volume_driver,
      IpcMode: config.ipc_mode,
      PidMode: config.pid_mode,
      UsernsMode: config.userns_mode,
      UTSMode: config.uts_mode,
      CgroupnsMode: config.cgroupns,
      Isolation: config.isolation,
      Devices: config.devices?.map((device) => ({
        PathOnHost: device.host_path,
        PathInContainer: device.container_path ?? device.host_path,
        CgroupPermissions: device.cgroup_permissions,
      })),
    }),
  };
}

/** The log driver: the task's, else the operator's, else small files that `docker logs` can read. */
export function loggingOf(
  { logging }: DockerConfig,
  options: DockerDriverOptions,
): { readonly type: string; readonly config: Readonly<Record<string, string>> } {
  const fallback = options.logging ?? {
    type: 'json-file',
    config: { 'max-file': '2', 'max-size': '2m' },
  };
  const type = logging?.type ?? logging?.driver;
  if (type === undefined) return fallback;
  return { type, config: logging?.config ?? {} };
}

function networking(config: DockerConfig): Docker.ContainerCreateOptions {
  const {
    network_mode: network,
    network_aliases: aliases,
    ipv4_address: v4,
    ipv6_address: v6,
  } = config;
  if (network === undefined || (aliases ?? v4 ?? v6) === undefined) return {};
  const address = defined({ IPv4Address: v4, IPv6Address: v6 });
  return {
    NetworkingConfig: {
      EndpointsConfig: { [network]: { ...defined({ Aliases: aliases }), IPAMConfig: address } },
    },
  };
}

/** Leaves out what a task doesn't set, so that Docker's and the image's own values hold. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
