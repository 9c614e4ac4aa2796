import type { TaskBlocks } from '@steppe/api-contract/blocks';
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
  return volumeMounts.map(({ volume, destination, readOnly, propagationMode }) => {
    const request = group.volumes[volume];
    if (request === undefined) throw fault(`the group has no volume "${volume}"`);
    if (request.type !== 'host') throw fault(`volumes of type ${request.type} can't be mounted`);
    const isPerAlloc = request.extra['PerAlloc'] === true;
    const source = isPerAlloc ? `${request.source}[${placement.index}]` : request.source;
    const host = node.hostVolumes[source];
    if (host === undefined) throw fault(`the node has no host volume "${source}"`);
    const isReadOnly = readOnly || request.readOnly || host.readOnly;
    const propagation = propagationOf(propagationMode, capabilities);
    const mount = { hostPath: host.path, taskPath: destination, readOnly: isReadOnly };
    return propagation === undefined ? mount : { ...mount, propagation };
  });
}

const PROPAGATION = new Map([
  ['', undefined],
  ['private', undefined],
  ['host-to-task', 'hostToTask'],
  ['bidirectional', 'bidirectional'],
] as const);

function propagationOf(
  mode: string,
  { fsIsolation }: DriverCapabilities,
): TaskMount['propagation'] {
  const known = [...PROPAGATION].find(([name]) => name === mode);
  if (known === undefined) {
    const names = 'private, host-to-task or bidirectional';
    throw fault(`volume_mount has propagation_mode "${mode}", and it must be ${names}`);
  }
  if (known[1] !== undefined && fsIsolation !== 'image') {
    throw fault(`propagation_mode "${mode}" is for tasks of the docker driver`);
  }
  return known[1];
}

function fault(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
