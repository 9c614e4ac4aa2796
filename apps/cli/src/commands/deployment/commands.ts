import type { CommandEntry } from '../../command.ts';

export const DEPLOYMENT_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'deployment fail',
    aliases: [],
    summary: 'Fail a deployment',
    load: async () => (await import('./change.ts')).deploymentFail,
  },
  {
    name: 'deployment list',
    aliases: [],
    summary: 'List deployments',
    load: async () => (await import('./list.ts')).deploymentList,
  },
  {
    name: 'deployment pause',
    aliases: [],
    summary: 'Pause a deployment',
    load: async () => (await import('./change.ts')).deploymentPause,
  },
  {
    name: 'deployment promote',
    aliases: [],
    summary: 'Go on after the canaries of a deployment',
    load: async () => (await import('./change.ts')).deploymentPromote,
  },
  {
    name: 'deployment resume',
    aliases: [],
    summary: 'Go on with a paused deployment',
    load: async () => (await import('./change.ts')).deploymentResume,
  },
  {
    name: 'deployment status',
    aliases: [],
    summary: 'Show a deployment, or follow it until it ends',
    load: async () => (await import('./status.ts')).deploymentStatus,
  },
  {
    name: 'deployment unblock',
    aliases: [],
    summary: 'Taken for compatibility: there is one region',
    load: async () => (await import('../paid.ts')).deploymentUnblock,
  },
];
