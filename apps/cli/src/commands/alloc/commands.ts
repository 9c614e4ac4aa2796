import type { CommandEntry } from '../../command.ts';

export const ALLOC_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'alloc checks',
    aliases: [],
    summary: 'Show what the checks of an allocation said last',
    load: async () => (await import('./checks.ts')).allocChecks,
  },
  {
    name: 'alloc exec',
    aliases: ['exec'],
    summary: 'Run a command inside a task',
    load: async () => (await import('./exec.ts')).allocExec,
  },
  {
    name: 'alloc fs',
    aliases: ['fs'],
    summary: 'List or show the files of an allocation',
    load: async () => (await import('./fs.ts')).allocFs,
  },
  {
    name: 'alloc logs',
    aliases: ['logs'],
    summary: "Show or follow a task's output",
    load: async () => (await import('./logs.ts')).allocLogs,
  },
  {
    name: 'alloc pause',
    aliases: [],
    summary: 'Taken for compatibility: there are no schedules',
    load: async () => (await import('../paid.ts')).allocPause,
  },
  {
    name: 'alloc restart',
    aliases: [],
    summary: 'Restart tasks of an allocation in place',
    load: async () => (await import('./restart.ts')).allocRestart,
  },
  {
    name: 'alloc signal',
    aliases: [],
    summary: 'Send a signal to tasks of an allocation',
    load: async () => (await import('./signal.ts')).allocSignal,
  },
  {
    name: 'alloc status',
    aliases: ['alloc-status'],
    summary: 'Show an allocation: its tasks, their resources and events',
    load: async () => (await import('./status.ts')).allocStatus,
  },
  {
    name: 'alloc stop',
    aliases: [],
    summary: 'Stop an allocation, and place another one',
    load: async () => (await import('./stop.ts')).allocStop,
  },
];
