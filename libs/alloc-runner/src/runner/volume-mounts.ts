import type { TaskBlocks } from '@steppe/api-contract';
import type { Node, Placement, TaskGroup } from '@steppe/domain';
import { type DriverCapabilities, DriverError, type TaskMount } from '@steppe/task-drivers';

/**
 * Where a task sees the host volumes of its group.
 *
 * @throws DriverError for a volume that can't be mounted.
 */
export function mountsOf(
  { volumeMounts }: TaskBlocks,
  {
    group,
    node,
    placement,
    capabilities,
  }: {
    readonly group: TaskGroup;
    readonly node: Node;
    readonly placement: Placement;
    readonly capabilities: DriverCapabilities;
  },
): readonly TaskMount[] {
  if (volumeMounts.length > 0 && capabilities.mounts === 'none') {
    throw fault('the driver mounts no volumes: tasks that need some use docker, exec or java');
  }
  return volumeMounts.map(({ volume, destination, readOnly }) => {
    const request = group.volumes[volume];
    if (request === undefined) throw fault(`the group has no volume "${volume}"`);
    if (request.type !== 'host') throw fault(`volumes of type ${request.type} can't be mounted`);
    const isPerAlloc = request.extra['PerAlloc'] === true;
    const source = isPerAlloc ? `${request.source}[${placement.index}]` : request.source;
    const host = node.hostVolumes[source];
    if (host === undefined) throw fault(`the node has no host volume "${source}"`);
    const isReadOnly = readOnly || request.readOnly || host.readOnly;
    return { hostPath: host.path, taskPath: destination, readOnly: isReadOnly };
  });
}

function fault(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
