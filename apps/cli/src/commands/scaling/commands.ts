import type { CommandEntry } from '../../command.ts';

export const SCALING_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'scaling policy info',
    aliases: [],
    summary: 'Show the limits of a group, and what its autoscaler is told',
    load: async () => (await import('./scaling.ts')).scalingPolicyInfo,
  },
  {
    name: 'scaling policy list',
    aliases: [],
    summary: 'List the scaling policies',
    load: async () => (await import('./scaling.ts')).scalingPolicyList,
  },
];
