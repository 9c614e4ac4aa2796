import type { CommandEntry } from '../command.ts';

export const EVAL_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'eval delete',
    aliases: [],
    summary: 'Delete evaluations',
    load: async () => (await import('./eval-delete.ts')).evalDelete,
  },
  {
    name: 'eval explain',
    aliases: [],
    summary: 'Say for each node and allocation why an evaluation decided as it did',
    load: async () => (await import('./eval-explain.ts')).evalExplain,
  },
  {
    name: 'eval list',
    aliases: [],
    summary: 'List evaluations',
    load: async () => (await import('./eval-list.ts')).evalList,
  },
  {
    name: 'eval status',
    aliases: ['eval-status'],
    summary: 'Show what an evaluation decided, and what it could not place',
    load: async () => (await import('./eval-status.ts')).evalStatus,
  },
];
