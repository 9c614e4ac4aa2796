import type { TaskGroup, VolumeRequest } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';

/**
 * The node must have the host volumes that the group names, writable where it wants to write.
 *
 * @param index of the allocation's name, which is part of the name of a volume per allocation.
 */
export function hostVolumesCheck(group: TaskGroup, index: number): FeasibilityCheck | undefined {
  const wanted = Object.values(group.volumes)
    .filter(({ type }) => type === 'host')
    .map((volume) => ({
      source: isPerAlloc(volume) ? `${volume.source}[${index}]` : volume.source,
      readOnly: volume.readOnly,
    }));
  if (wanted.length === 0) return undefined;
  return {
    sameForClass: true,
    reject: (node) =>
      wanted.every(({ source, readOnly }) => {
        const volume = node.hostVolumes[source];
        return volume !== undefined && (readOnly || !volume.readOnly);
      })
        ? undefined
        : 'missing compatible host volumes',
  };
}

/** Whether allocations of the group differ in the nodes that they may run on. */
export function differsByIndex(group: TaskGroup): boolean {
  return Object.values(group.volumes).some(
    (volume) => volume.type === 'host' && isPerAlloc(volume),
  );
}

function isPerAlloc({ extra }: VolumeRequest): boolean {
  return extra['PerAlloc'] === true;
}
