import type Docker from 'dockerode';
import { DriverError } from '../driver-error.ts';
import { errorMessage } from '../system-error.ts';
import { localImageId } from './ensure-image.ts';
import type { ImagePuller } from './image-puller.ts';
import { parseImageReference } from './image-reference.ts';

/** A program that does nothing, for ever. Source: Nomad's default. */
export const INFRA_IMAGE = 'registry.k8s.io/pause-amd64:3.3';

const ACTIVITY_TIMEOUT_MS = 120_000;

/**
 * Sees to it that the image of network containers is there; one that is is not pulled anew.
 *
 * @throws DriverError `START_FAILED` that names the image.
 */
export async function ensureInfraImage(
  docker: Docker,
  puller: ImagePuller,
  {
    image,
    timeoutMs = 300_000,
  }: { readonly image: string; readonly timeoutMs: number | undefined },
): Promise<string> {
  const { name } = parseImageReference(image);
  const local = await localImageId(docker, name);
  if (local !== undefined) return local;
  let cause: unknown;
  try {
    const limits = { timeoutMs, activityTimeoutMs: ACTIVITY_TIMEOUT_MS };
    await puller.pull({ image: name, auth: undefined, ...limits }, () => undefined);
    const pulled = await localImageId(docker, name);
    if (pulled !== undefined) return pulled;
  } catch (error) {
    cause = error;
  }
  throw new DriverError(
    'START_FAILED',
    `Failed to pull \`${image}\`, which holds networks (infra_image): ${errorMessage(cause ?? 'it is not there afterwards')}`,
    { recoverable: true, cause },
  );
}
