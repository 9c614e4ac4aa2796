import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type Docker from 'dockerode';
import { DriverError } from '../driver-error.ts';
import { isInside } from '../inside-path.ts';
import { errorMessage } from '../system-error.ts';
import type { ReportDriverEvent } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import type { DockerAuth, DockerConfig } from './docker-config.ts';
import { engineMessage, engineStatus } from './docker-error.ts';
import type { DockerDriverOptions } from './docker-options.ts';
import type { ImagePuller } from './image-puller.ts';
import { parseImageReference } from './image-reference.ts';
import { registryAuth } from './registry-auth.ts';

export interface ImageRequest {
  readonly docker: Docker;
  readonly puller: ImagePuller;
  readonly options: DockerDriverOptions;
  readonly config: DockerConfig;
  readonly spec: TaskSpec;
  readonly report: ReportDriverEvent;
}

export interface EnsuredImage {
  readonly id: string;
  /** Whether it was not on this machine before. */
  readonly isNew: boolean;
}

/**
 * Sees to it that a task's image is there.
 *
 * An image whose tag doesn't move is used when it is there; any other is pulled. When that fails and
 * a local image of the name exists, the task runs with it and an event says so, since to
 * run what is there beats not running at all.
 *
 * @throws DriverError `START_FAILED` that names the image and the cause.
 */
export async function ensureImage(request: ImageRequest): Promise<EnsuredImage> {
  const { docker, config, spec } = request;
  const image = parseImageReference(config.image);
  const before = await localImageId(docker, image.name);
  if (config.load !== undefined) await loadImage(docker, config.load, spec);

  const local = config.load === undefined ? before : await localImageId(docker, image.name);
  const mustPull = config.force_pull === true || (image.isMoving && config.load === undefined);
  const useLocal = local !== undefined && !mustPull;
  const id = useLocal ? local : await pullImage(request, image.name, local);
  if (id !== undefined) return { id, isNew: id !== before };
  throw new DriverError(
    'START_FAILED',
    `Failed to find image \`${config.image}\` after pulling it`,
    {
      recoverable: true,
    },
  );
}

async function pullImage(
  { docker, puller, options, config, report }: ImageRequest,
  name: string,
  local: string | undefined,
): Promise<string | undefined> {
  const limits = {
    timeoutMs: config.image_pull_timeout ?? options.imagePullTimeoutMs ?? 300_000,
    activityTimeoutMs: options.pullActivityTimeoutMs ?? 120_000,
  };
  try {
    const auth = await authFor(name, { options, config, report });
    await puller.pull({ image: name, auth, ...limits }, report);
  } catch (error) {
    const message = `Failed to pull \`${config.image}\`: ${errorMessage(error)}`;
    if (local === undefined) {
      // A name that the registry doesn't know will not appear by asking again.
      const isUnknown = /not found|does not exist|manifest unknown/iu.test(message);
      throw new DriverError('START_FAILED', message, { recoverable: !isUnknown, cause: error });
    }
    report({
      message: `${message}; using the local image ${shortId(local)}`,
      annotations: { image: name, image_id: local },
    });
    return local;
  }
  return localImageId(docker, name);
}

/** With `auth_soft_fail` what can't be had is told, and the image is pulled without. */
async function authFor(
  name: string,
  { options, config, report }: Pick<ImageRequest, 'options' | 'config' | 'report'>,
): Promise<DockerAuth | undefined> {
  try {
    return await registryAuth(name, config.auth, options.auth ?? {});
  } catch (error) {
    const message = `Failed to find docker auth for repo "${name}": ${errorMessage(error)}`;
    if (config.auth_soft_fail !== true) throw new Error(message, { cause: error });
    report({ message, annotations: { image: name } });
    return undefined;
  }
}

export async function localImageId(docker: Docker, name: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(name).inspect()).Id;
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw new DriverError(
      'START_FAILED',
      `Failed to look for image \`${name}\`: ${engineMessage(error)}`,
      {
        recoverable: true,
        cause: error,
      },
    );
  }
}

async function loadImage(docker: Docker, file: string, { paths }: TaskSpec): Promise<void> {
  const path = resolve(paths.localDir, file);
  if (!isInside(paths.taskDir, path)) {
    throw new DriverError(
      'START_FAILED',
      `Failed to load image: "${file}" leaves the task's directory`,
      {
        recoverable: false,
      },
    );
  }
  try {
    const progress = await docker.loadImage(createReadStream(path));
    await new Promise<void>((done, fail) => {
      docker.modem.followProgress(progress, (error) => (error === null ? done() : fail(error)));
    });
  } catch (error) {
    throw new DriverError(
      'START_FAILED',
      `Failed to load image from "${file}": ${engineMessage(error)}`,
      {
        recoverable: false,
        cause: error,
      },
    );
  }
}

function shortId(imageId: string): string {
  return imageId.replace('sha256:', '').slice(0, 12);
}
