import type { CommandEntry } from '../command.ts';

export const SENTINEL_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'sentinel apply',
    aliases: [],
    summary: 'Taken for compatibility: there is no Sentinel',
    load: async () => (await import('./paid.ts')).sentinelApply,
  },
  {
    name: 'sentinel delete',
    aliases: [],
    summary: 'Taken for compatibility: there is no Sentinel',
    load: async () => (await import('./paid.ts')).sentinelDelete,
  },
  {
    name: 'sentinel list',
    aliases: [],
    summary: 'Taken for compatibility: there is no Sentinel',
    load: async () => (await import('./paid.ts')).sentinelList,
  },
  {
    name: 'sentinel read',
    aliases: [],
    summary: 'Taken for compatibility: there is no Sentinel',
    load: async () => (await import('./paid.ts')).sentinelRead,
  },
];
