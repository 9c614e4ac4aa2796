import type { WireTaskGroup, WireVolume } from '../wire-task-group.ts';
import { faultsOf } from './multi-error.ts';

/** How a host volume may be used: by one node. */
const HOST_ACCESS_MODES = [
  'single-node-reader-only',
  'single-node-writer',
  'single-node-single-writer',
  'single-node-multi-writer',
];

/** What is wrong with the volumes that a group asks for, in Nomad's words. */
export function volumeFaults({ Volumes, Update }: WireTaskGroup): string[] {
  const hasCanaries = (Update?.Canary ?? 0) > 0;
  return Object.entries(Volumes ?? {}).flatMap(([name, volume]) =>
    faultsOf(`Task group volume validation for ${name} failed`, faultsOfOne(volume, hasCanaries)),
  );
}

function faultsOfOne(volume: WireVolume, hasCanaries: boolean): string[] {
  const { Type, Source, PerAlloc, Sticky } = volume;
  const faults: string[] = [];
  if (!Source) faults.push('volume has an empty source');
  if (PerAlloc === true && hasCanaries) {
    faults.push('volume cannot be per_alloc when canaries are in use');
  }
  if (PerAlloc === true && Sticky === true) {
    faults.push('volume cannot be per_alloc and sticky at the same time');
  }
  if (Type === 'host') faults.push(...hostFaults(volume));
  if (Type === 'csi') faults.push(...csiFaults(volume));
  return faults;
}

function hostFaults({ AccessMode, MountOptions, ReadOnly }: WireVolume): string[] {
  const faults: string[] = [];
  if (MountOptions) faults.push('host volumes cannot have mount options');
  if (AccessMode && !HOST_ACCESS_MODES.includes(AccessMode)) {
    faults.push(`host volumes cannot be mounted with ${AccessMode} access mode`);
  }
  if (AccessMode === 'single-node-reader-only' && ReadOnly !== true) {
    faults.push('single-node-reader-only volumes must be read-only');
  }
  return faults;
}

function csiFaults({ AccessMode, AttachmentMode }: WireVolume): string[] {
  const faults: string[] = [];
  if (!AttachmentMode) faults.push('CSI volumes must have an attachment mode');
  if (!AccessMode) faults.push('CSI volumes must have an access mode');
  return faults;
}
