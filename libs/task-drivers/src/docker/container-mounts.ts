import { isAbsolute, resolve } from 'node:path';
import type Docker from 'dockerode';
import { DriverError } from '../driver-error.ts';
import { isInside } from '../inside-path.ts';
import type { TaskMount, TaskSpec } from '../task-spec.ts';
import { groupNetworkBinds } from './group-network.ts';
import type { DockerConfig, DockerMount } from './docker-config.ts';
import type { DockerDriverOptions } from './docker-options.ts';

/**
 * Lists the binds of a container in Docker's `source:target[:mode]` form: the task's own directories at
 * `/alloc`, `/local` and `/secrets`, then `volumes`, then the group's volumes.
 *
 * @throws DriverError `START_FAILED` for a host path that the operator doesn't permit.
 */
export function containerBinds(
  spec: TaskSpec,
  config: DockerConfig,
  options: DockerDriverOptions,
): string[] {
  const { sharedDir, localDir, secretsDir } = spec.paths;
  const own = [`${sharedDir}:/alloc`, `${localDir}:/local`, `${secretsDir}:/secrets`];
  const volumes = (config.volumes ?? []).map((volume) => volumeBind(volume, spec, config, options));
  const mounts = (spec.mounts ?? []).map(taskMountBind);
  const all = [...own, ...groupNetworkBinds(spec, config), ...volumes, ...mounts];
  return all.map((bind) => labelled(bind, options.selinuxLabel));
}

const PROPAGATION = { hostToTask: 'rslave', bidirectional: 'rshared' } as const;

function taskMountBind({ hostPath, taskPath, readOnly, propagation }: TaskMount): string {
  const mode = [
    ...(readOnly ? ['ro'] : []),
    ...(propagation === undefined ? [] : [PROPAGATION[propagation]]),
  ];
  return [hostPath, taskPath, ...(mode.length === 0 ? [] : [mode.join(',')])].join(':');
}

/** A label goes after the mode, when the bind has one. */
function labelled(bind: string, label: string | undefined): string {
  if (label === undefined || label === '') return bind;
  return bind.split(':').length > 2 ? `${bind},${label}` : `${bind}:${label}`;
}

function volumeBind(
  volume: string,
  spec: TaskSpec,
  config: DockerConfig,
  options: DockerDriverOptions,
): string {
  const [source, target, ...mode] = volume.split(':');
  if (source === undefined || target === undefined || !isAbsolute(target)) {
    throw startFailed(
      `invalid volume "${volume}": it must be "source:/target" or "source:/target:mode"`,
    );
  }
  if (config.volume_driver !== undefined) {
    if (options.volumesEnabled !== true)
      throw notEnabled(`volume driver "${config.volume_driver}"`);
    return volume;
  }
  return [permittedPath(source, spec, options), target, ...mode].join(':');
}

/** Turns `mount` and `mounts` blocks into Docker's form. */
export function containerMounts(
  spec: TaskSpec,
  config: DockerConfig,
  options: DockerDriverOptions,
): Docker.MountSettings[] {
  return [...(config.mount ?? []), ...(config.mounts ?? [])].map((mount) => ({
    Type: mount.type,
    Target: mount.target,
    Source: mount.type === 'bind' ? permittedPath(mount.source, spec, options) : mount.source,
    ReadOnly: mount.readonly,
    ...typeOptions(mount),
  }));
}

function typeOptions(mount: DockerMount): Partial<Docker.MountSettings> {
  if (mount.type === 'bind') {
    const propagation = mount.bind_options?.propagation;
    return propagation === undefined ? {} : { BindOptions: { Propagation: propagation } };
  }
  if (mount.type === 'tmpfs') {
    const tmpfs = mount.tmpfs_options;
    return tmpfs === undefined ? {} : { TmpfsOptions: { SizeBytes: tmpfs.size, Mode: tmpfs.mode } };
  }
  return volumeOptions(mount);
}

function volumeOptions({ volume_options: volume }: DockerMount): Partial<Docker.MountSettings> {
  if (volume === undefined) return {};
  const driver = volume.driver_config;
  return {
    VolumeOptions: {
      NoCopy: volume.no_copy,
      Labels: volume.labels,
      DriverConfig: { Name: driver?.name ?? '', Options: driver?.options ?? {} },
    },
  };
}

/** A relative path is one in the task's directory; leaving the allocation needs the operator's permission. */
function permittedPath(source: string, spec: TaskSpec, options: DockerDriverOptions): string {
  const path = resolve(spec.paths.taskDir, source);
  if (options.volumesEnabled === true || isInside(spec.paths.allocDir, path)) return path;
  throw notEnabled(`host path "${source}"`);
}

function notEnabled(what: string): DriverError {
  return startFailed(`volumes are not enabled on this node; cannot mount ${what}`);
}

function startFailed(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
