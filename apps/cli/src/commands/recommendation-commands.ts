import type { CommandEntry } from '../command.ts';

export const RECOMMENDATION_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'recommendation apply',
    aliases: [],
    summary: 'Taken for compatibility: there are no recommendations',
    load: async () => (await import('./paid.ts')).recommendationApply,
  },
  {
    name: 'recommendation dismiss',
    aliases: [],
    summary: 'Taken for compatibility: there are no recommendations',
    load: async () => (await import('./paid.ts')).recommendationDismiss,
  },
  {
    name: 'recommendation info',
    aliases: [],
    summary: 'Taken for compatibility: there are no recommendations',
    load: async () => (await import('./paid.ts')).recommendationInfo,
  },
  {
    name: 'recommendation list',
    aliases: [],
    summary: 'Taken for compatibility: there are no recommendations',
    load: async () => (await import('./paid.ts')).recommendationList,
  },
];
