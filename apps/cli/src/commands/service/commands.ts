import type { CommandEntry } from '../../command.ts';

export const SERVICE_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'service delete',
    aliases: [],
    summary: 'Forget an instance of a service',
    load: async () => (await import('./delete.ts')).serviceDelete,
  },
  {
    name: 'service info',
    aliases: [],
    summary: 'List the instances of a service',
    load: async () => (await import('./read.ts')).serviceInfo,
  },
  {
    name: 'service list',
    aliases: [],
    summary: 'List services',
    load: async () => (await import('./read.ts')).serviceList,
  },
];
