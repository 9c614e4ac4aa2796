import type Docker from 'dockerode';
import { z } from 'zod';
import { DriverError } from '../driver-error.ts';
import { settledWithin } from '../settled-within.ts';
import { engineStatus, unavailable } from './docker-error.ts';
import type { DockerTask } from './docker-task.ts';

const KILL_TAKES_MAX_MS = 10_000;

/** What the image's author chose; the library's types leave it out. */
const ImageSignal = z.object({ StopSignal: z.string().optional() });

/**
 * Asks a container to end, waits, then kills it. Not by the engine's own `stop`, which takes no signal before its
 * version 23.
 *
 * @param options.signal empty for the image's own.
 * @throws DriverError `UNAVAILABLE`.
 */
export async function stopContainer(
  task: DockerTask,
  options: { readonly signal: string; readonly timeoutMs: number },
): Promise<void> {
  const { container, ended } = task;
  if (task.result !== undefined) return;
  const signal = options.signal === '' ? await imageSignal(container) : options.signal;
  await killContainer(container, signal);
  if (await settledWithin(ended, options.timeoutMs)) return;
  await killContainer(container, 'SIGKILL');
  if (await settledWithin(ended, KILL_TAKES_MAX_MS)) return;
  throw new DriverError(
    'UNAVAILABLE',
    `container ${container.id} did not end within ${KILL_TAKES_MAX_MS / 1000}s of SIGKILL`,
    { recoverable: true },
  );
}

/** Sends a signal to a container; tells whether it ran. @throws DriverError `UNAVAILABLE`. */
export async function killContainer(container: Docker.Container, signal: string): Promise<boolean> {
  try {
    await container.kill({ signal });
    return true;
  } catch (error) {
    if ([404, 409].includes(engineStatus(error) ?? 0)) return false;
    throw unavailable(error);
  }
}

async function imageSignal(container: Docker.Container): Promise<string> {
  const fallback = 'SIGTERM';
  try {
    const { Config } = await container.inspect();
    return ImageSignal.parse(Config).StopSignal ?? fallback;
  } catch (error) {
    if (engineStatus(error) === 404) return fallback;
    throw unavailable(error);
  }
}
