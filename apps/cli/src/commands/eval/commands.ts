import type { CommandEntry } from '../../command.ts';

export const EVAL_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'eval delete',
    aliases: [],
    summary: 'Delete evaluations',
    load: async () => (await import('./delete.ts')).evalDelete,
  },
  {
    name: 'eval explain',
    aliases: [],
    summary: 'Say for each node and allocation why an evaluation decided as it did',
    load: async () => (await import('./explain.ts')).evalExplain,
  },
  {
    name: 'eval list',
    aliases: [],
    summary: 'List evaluations',
    load: async () => (await import('./list.ts')).evalList,
  },
  {
    name: 'eval status',
    aliases: ['eval-status'],
    summary: 'Show what an evaluation decided, and what it could not place',
    load: async () => (await import('./status.ts')).evalStatus,
  },
];
