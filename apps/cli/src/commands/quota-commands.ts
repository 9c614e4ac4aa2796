import type { CommandEntry } from '../command.ts';

export const QUOTA_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'quota apply',
    aliases: [],
    summary: 'Taken for compatibility: there are no quotas',
    load: async () => (await import('./paid.ts')).quotaApply,
  },
  {
    name: 'quota delete',
    aliases: [],
    summary: 'Taken for compatibility: there are no quotas',
    load: async () => (await import('./paid.ts')).quotaDelete,
  },
  {
    name: 'quota init',
    aliases: [],
    summary: 'Write an example of a quota file',
    load: async () => (await import('./paid.ts')).quotaInit,
  },
  {
    name: 'quota inspect',
    aliases: [],
    summary: 'Taken for compatibility: there are no quotas',
    load: async () => (await import('./paid.ts')).quotaInspect,
  },
  {
    name: 'quota list',
    aliases: [],
    summary: 'Taken for compatibility: there are no quotas',
    load: async () => (await import('./paid.ts')).quotaList,
  },
  {
    name: 'quota status',
    aliases: [],
    summary: 'Taken for compatibility: there are no quotas',
    load: async () => (await import('./paid.ts')).quotaStatus,
  },
];
