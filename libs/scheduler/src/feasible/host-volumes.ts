import type { TaskGroup } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** The node must have the host volumes that the group names, writable where it wants to write. */
export function hostVolumesCheck(group: TaskGroup): FeasibilityCheck | undefined {
  const wanted = Object.values(group.volumes).filter(({ type }) => type === 'host');
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
