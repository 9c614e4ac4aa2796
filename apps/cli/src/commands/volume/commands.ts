import type { CommandEntry } from '../../command.ts';

export const VOLUME_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'volume claim delete',
    aliases: [],
    summary: 'Release a claim of a group on a volume',
    load: async () => (await import('./claim.ts')).volumeClaimDelete,
  },
  {
    name: 'volume claim list',
    aliases: [],
    summary: 'List the claims of groups on volumes',
    load: async () => (await import('./claim.ts')).volumeClaimList,
  },
  {
    name: 'volume create',
    aliases: [],
    summary: 'Make a volume',
    load: async () => (await import('./write.ts')).volumeCreate,
  },
  {
    name: 'volume delete',
    aliases: [],
    summary: 'Delete a volume',
    load: async () => (await import('./remove.ts')).volumeDelete,
  },
  {
    name: 'volume deregister',
    aliases: [],
    summary: 'Forget a volume of CSI',
    load: async () => (await import('./remove.ts')).volumeDeregister,
  },
  {
    name: 'volume detach',
    aliases: [],
    summary: 'Take a volume of CSI from a node',
    load: async () => (await import('./remove.ts')).volumeDetach,
  },
  {
    name: 'volume init',
    aliases: [],
    summary: 'Write an example of a volume file',
    load: async () => (await import('./write.ts')).volumeInit,
  },
  {
    name: 'volume register',
    aliases: [],
    summary: 'Register a volume that is there',
    load: async () => (await import('./write.ts')).volumeRegister,
  },
  {
    name: 'volume snapshot create',
    aliases: [],
    summary: 'Have a snapshot of a volume made',
    load: async () => (await import('./snapshot.ts')).volumeSnapshotCreate,
  },
  {
    name: 'volume snapshot delete',
    aliases: [],
    summary: 'Delete a snapshot of a volume',
    load: async () => (await import('./snapshot.ts')).volumeSnapshotDelete,
  },
  {
    name: 'volume snapshot list',
    aliases: [],
    summary: 'List snapshots of volumes',
    load: async () => (await import('./snapshot.ts')).volumeSnapshotList,
  },
  {
    name: 'volume status',
    aliases: [],
    summary: 'List volumes, or show one',
    load: async () => (await import('./read.ts')).volumeStatus,
  },
];
