import { z } from 'zod';
import { abortable } from '../abortable.ts';
import { errorCode } from '../system-error.ts';
import type { DriverFingerprint } from '../task-driver.ts';
import type { DockerEngine } from './docker-engine.ts';
import { engineMessage, engineStatus } from './docker-error.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const ANSWER_TAKES_MAX_MS = 5_000;

const Version = z.object({ Version: z.string() });
const Info = z.object({
  OSType: z.string(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
});
const Bridge = z.object({
  IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string().optional() })).nullish() }),
});

/** Asks the daemon who it is; a daemon that isn't there or doesn't answer makes the driver unhealthy. */
export async function dockerFingerprint(
  engine: DockerEngine,
  options: DockerDriverOptions,
): Promise<DriverFingerprint> {
  const abortSignal = AbortSignal.timeout(ANSWER_TAKES_MAX_MS);
  try {
    const [version, info, bridgeIp] = await abortable(
      Promise.all([
        engine.get('/version', abortSignal).then((answer) => Version.parse(answer)),
        engine.get('/info', abortSignal).then((answer) => Info.parse(answer)),
        bridgeAddress(engine, abortSignal),
      ]),
      abortSignal,
    );
    const attributes = {
      'driver.docker': '1',
      'driver.docker.version': version.Version,
      'driver.docker.os_type': info.OSType,
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

async function bridgeAddress(
  engine: DockerEngine,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { IPAM } = Bridge.parse(await engine.get('/networks/bridge', signal));
    return IPAM.Config?.[0]?.Gateway;
  } catch (error) {
    // A daemon may be set up without its default bridge.
    if (engineStatus(error) === 404) return undefined;
    throw error;
  }
}
