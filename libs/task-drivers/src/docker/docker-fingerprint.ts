import type Docker from 'dockerode';
import { abortable } from '../abortable.ts';
import { errorCode } from '../system-error.ts';
import type { DriverFingerprint } from '../task-driver.ts';
import { engineMessage, engineStatus } from './docker-error.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const ANSWER_TAKES_MAX_MS = 5_000;

/** Asks the daemon who it is; a daemon that isn't there or doesn't answer makes the driver unhealthy. */
export async function dockerFingerprint(
  docker: Docker,
  options: DockerDriverOptions,
): Promise<DriverFingerprint> {
  const abortSignal = AbortSignal.timeout(ANSWER_TAKES_MAX_MS);
  try {
    const [version, info, bridgeIp] = await abortable(
      Promise.all([docker.version(), docker.info(), bridgeAddress(docker)]),
      abortSignal,
    );
    const attributes = {
      'driver.docker': '1',
      'driver.docker.version': version.Version,
      'driver.docker.os_type': String(info.OSType),
      'driver.docker.runtimes': Object.keys(info.Runtimes ?? {})
        .toSorted()
        .join(','),
      ...(bridgeIp === undefined ? {} : { 'driver.docker.bridge_ip': bridgeIp }),
      ...(options.volumesEnabled === true ? { 'driver.docker.volumes.enabled': '1' } : {}),
      ...(options.allowPrivileged === true ? { 'driver.docker.privileged.enabled': '1' } : {}),
    };
    return { detected: true, healthy: true, healthDescription: 'Healthy', attributes };
  } catch (error) {
    const reason = abortSignal.aborted
      ? `no answer within ${ANSWER_TAKES_MAX_MS / 1000}s`
      : engineMessage(error);
    return {
      // Without a socket Docker isn't installed; otherwise it is, and ill.
      detected: errorCode(error) !== 'ENOENT',
      healthy: false,
      healthDescription: `Failed to connect to docker daemon: ${reason}`,
      attributes: {},
    };
  }
}

async function bridgeAddress(docker: Docker): Promise<string | undefined> {
  try {
    const bridge = await docker.getNetwork('bridge').inspect();
    return bridge.IPAM?.Config?.[0]?.['Gateway'];
  } catch (error) {
    // A daemon may be set up without its default bridge.
    if (engineStatus(error) === 404) return undefined;
    throw error;
  }
}
