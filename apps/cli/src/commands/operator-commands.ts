import type { CommandEntry } from '../command.ts';
import { KEYRING_COMMANDS } from './variable-commands.ts';

export const OPERATOR_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'operator api',
    aliases: [],
    summary: 'Send a request to the API, and show the answer as it is',
    load: async () => (await import('./operator-api.ts')).operatorApi,
  },
  {
    name: 'operator metrics',
    aliases: [],
    summary: 'Show what is measured',
    load: async () => (await import('./operator-metrics.ts')).operatorMetrics,
  },
  {
    name: 'operator raft list-peers',
    aliases: [],
    summary: 'List the servers, in the words of Raft',
    load: async () => (await import('./operator-raft.ts')).operatorRaftListPeers,
  },
  {
    name: 'operator replay',
    aliases: [],
    summary: 'Rebuild the state from the event log, and compare it with what each service holds',
    load: async () => (await import('./operator-replay.ts')).operatorReplay,
  },
  ...KEYRING_COMMANDS,
  {
    name: 'operator scheduler get-config',
    aliases: [],
    summary: 'Show the configuration of the scheduler',
    load: async () => (await import('./operator-scheduler.ts')).operatorSchedulerGetConfig,
  },
  {
    name: 'operator scheduler set-config',
    aliases: [],
    summary: 'Change the configuration of the scheduler',
    load: async () => (await import('./operator-scheduler.ts')).operatorSchedulerSetConfig,
  },
  {
    name: 'operator snapshot inspect',
    aliases: [],
    summary: 'Check a snapshot, and show what is in it',
    load: async () => (await import('./operator-snapshot.ts')).operatorSnapshotInspect,
  },
  {
    name: 'operator snapshot save',
    aliases: [],
    summary: 'Save the state of the cluster to a file',
    load: async () => (await import('./operator-snapshot.ts')).operatorSnapshotSave,
  },
];
