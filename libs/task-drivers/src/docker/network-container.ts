import type Docker from 'dockerode';
import type { CreatedNetwork, NetworkRequest } from '../task-driver.ts';
import { ALLOC_LABEL, NODE_LABEL } from './container-labels.ts';
import { removeContainer } from './create-container.ts';
import { engineMessage, engineStatus, unavailable } from './docker-error.ts';

/** Nomad's name for it, which people and tools know. */
export function networkContainerName(allocId: string): string {
  return `nomad_init_${allocId}`;
}

/**
 * Starts the container that holds an allocation's network namespace: containers can join another's, but not one that
 * was made without Docker. It has no network of its own, so that all there is in it comes from whoever attaches it.
 *
 * @throws Error in the engine's words; nothing is left behind.
 */
export async function startNetworkContainer(
  docker: Docker,
  { allocId, hostname }: NetworkRequest,
  { imageId, nodeId }: { readonly imageId: string; readonly nodeId: string | undefined },
): Promise<CreatedNetwork> {
  const existing = await findNetwork(docker, allocId);
  if (existing !== undefined) return existing;
  await removeNetworkContainer(docker, allocId);
  const container = await docker.createContainer({
    name: networkContainerName(allocId),
    Image: imageId,
    Hostname: hostname,
    Labels: { [ALLOC_LABEL]: allocId, ...(nodeId === undefined ? {} : { [NODE_LABEL]: nodeId }) },
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    await container.start();
    const made = await findNetwork(docker, allocId);
    if (made !== undefined) return made;
    throw new Error('the container ended at once: the infra_image must run for ever');
  } catch (error) {
    await removeContainer(container);
    throw new Error(`failed to start the container of the network: ${engineMessage(error)}`, {
      cause: error,
    });
  }
}

async function findNetwork(docker: Docker, allocId: string): Promise<CreatedNetwork | undefined> {
  try {
    const found = await docker.getContainer(networkContainerName(allocId)).inspect();
    if (!found.State.Running) return undefined;
    return { namespacePath: found.NetworkSettings.SandboxKey, id: found.Id };
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw unavailable(error);
  }
}

export async function removeNetworkContainer(docker: Docker, allocId: string): Promise<void> {
  await removeContainer(docker.getContainer(networkContainerName(allocId)));
}
