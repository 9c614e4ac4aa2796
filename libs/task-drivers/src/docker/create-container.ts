import type Docker from 'dockerode';
import { BackOff } from '../back-off.ts';
import { DriverError } from '../driver-error.ts';
import { waitForEnd } from './container-end.ts';
import { containerName } from './container-options.ts';
import { ALLOC_LABEL, TASK_LABEL } from './container-labels.ts';
import { engineMessage, engineStatus, unavailable } from './docker-error.ts';
import type { TaskSpec } from '../task-spec.ts';

const ATTEMPTS_MAX = 5;
const REMOVAL_TAKES_MAX_MS = 30_000;

/**
 * Creates and starts a task's container. One of that name may be left by an agent that died before it noted the
 * handle: if it is the task's and runs, it is adopted; any other is removed, since the name holds the allocation's ID.
 *
 * @throws DriverError `START_FAILED`, after removing what was created.
 */
export async function runContainer(
  docker: Docker,
  spec: TaskSpec,
  options: Docker.ContainerCreateOptions,
  attemptsMax = ATTEMPTS_MAX,
): Promise<Docker.Container> {
  const backOff = new BackOff();
  for (let attempt = 1; ; attempt++) {
    const existing = await findContainer(docker, containerName(spec));
    if (existing !== undefined) {
      if (isRunningTask(existing, spec)) return docker.getContainer(existing.Id);
      await removeContainer(docker.getContainer(existing.Id));
    }
    let container: Docker.Container;
    try {
      container = await docker.createContainer(options);
    } catch (error) {
      if (engineStatus(error) !== 409 || attempt >= attemptsMax) {
        throw startFailed(`Failed to create container: ${engineMessage(error)}`, error);
      }
      // A name is taken before its container can be found, and somebody else's start takes a while.
      await backOff.wait();
      continue;
    }
    await startContainer(container);
    return container;
  }
}

async function startContainer(container: Docker.Container): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    await removeContainer(container);
    throw startFailed(`Failed to start container ${container.id}: ${engineMessage(error)}`, error);
  }
}

async function findContainer(
  docker: Docker,
  name: string,
): Promise<Docker.ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(name).inspect();
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw startFailed(`Failed to look for container ${name}: ${engineMessage(error)}`, error);
  }
}

function isRunningTask({ State, Config }: Docker.ContainerInspectInfo, spec: TaskSpec): boolean {
  return (
    State.Running &&
    Config.Labels[ALLOC_LABEL] === spec.allocId &&
    Config.Labels[TASK_LABEL] === spec.taskName
  );
}

/**
 * Removes a container with its anonymous volumes, killing it first, and resolves when it is gone.
 *
 * @throws DriverError `UNAVAILABLE`.
 */
export async function removeContainer(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (engineStatus(error) === 404) return;
    if (engineStatus(error) !== 409) throw unavailable(error);
    await untilRemoved(container);
  }
}

/** Somebody else removes it already: its name is free only once that is through. */
async function untilRemoved(container: Docker.Container): Promise<void> {
  try {
    await waitForEnd(container, {
      condition: 'removed',
      signal: AbortSignal.timeout(REMOVAL_TAKES_MAX_MS),
    });
  } catch (error) {
    if (engineStatus(error) !== 404) throw unavailable(error);
  }
}

/**
 * No answer, a fault of the daemon's own as while it is being restarted, or a name that is taken may pass; what else
 * the daemon refuses it will refuse again.
 */
function startFailed(message: string, cause: unknown): DriverError {
  const status = engineStatus(cause);
  const recoverable = status === undefined || status === 409 || status >= 500;
  return new DriverError('START_FAILED', message, { recoverable, cause });
}
