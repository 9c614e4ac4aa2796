import type { CommandEntry } from '../../command.ts';
import { KEYRING_COMMANDS } from '../variable-commands.ts';

export const OPERATOR_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'operator api',
    aliases: [],
    summary: 'Send a request to the API, and show the answer as it is',
    load: async () => (await import('./api.ts')).operatorApi,
  },
  {
    name: 'operator autopilot get-config',
    aliases: [],
    summary: 'Show how servers are looked after',
    load: async () => (await import('./autopilot.ts')).autopilotGetConfig,
  },
  {
    name: 'operator autopilot health',
    aliases: [],
    summary: 'Say whether the servers are well',
    load: async () => (await import('./autopilot.ts')).autopilotHealthCommand,
  },
  {
    name: 'operator autopilot set-config',
    aliases: [],
    summary: 'Change how servers are looked after',
    load: async () => (await import('./autopilot.ts')).autopilotSetConfig,
  },
  {
    name: 'operator debug',
    aliases: ['debug'],
    summary: 'Collect what helps to find out what is wrong',
    load: async () => (await import('./debug.ts')).operatorDebug,
  },
  {
    name: 'operator gossip keyring generate',
    aliases: [],
    summary: 'Make a key for gossip',
    load: async () => (await import('./gossip.ts')).gossipKeyringGenerate,
  },
  {
    name: 'operator gossip keyring install',
    aliases: [],
    summary: 'Install a key for gossip',
    load: async () => (await import('./gossip.ts')).gossipKeyringInstall,
  },
  {
    name: 'operator gossip keyring list',
    aliases: [],
    summary: 'List the keys for gossip',
    load: async () => (await import('./gossip.ts')).gossipKeyringList,
  },
  {
    name: 'operator gossip keyring remove',
    aliases: [],
    summary: 'Remove a key for gossip',
    load: async () => (await import('./gossip.ts')).gossipKeyringRemove,
  },
  {
    name: 'operator gossip keyring use',
    aliases: [],
    summary: 'Change the key for gossip',
    load: async () => (await import('./gossip.ts')).gossipKeyringUse,
  },
  {
    name: 'operator metrics',
    aliases: [],
    summary: 'Show what is measured',
    load: async () => (await import('./metrics.ts')).operatorMetrics,
  },
  {
    name: 'operator raft list-peers',
    aliases: [],
    summary: 'List the servers, in the words of Raft',
    load: async () => (await import('./raft.ts')).operatorRaftListPeers,
  },
  {
    name: 'operator raft remove-peer',
    aliases: [],
    summary: 'Take a server that is gone from the list',
    load: async () => (await import('./raft-change.ts')).operatorRaftRemovePeer,
  },
  {
    name: 'operator raft transfer-leadership',
    aliases: [],
    summary: 'Have another server lead',
    load: async () => (await import('./raft-change.ts')).operatorRaftTransferLeadership,
  },
  {
    name: 'operator replay',
    aliases: [],
    summary: 'Rebuild the state from the event log, and compare it with what each service holds',
    load: async () => (await import('./replay.ts')).operatorReplay,
  },
  ...KEYRING_COMMANDS,
  {
    name: 'operator scheduler get-config',
    aliases: [],
    summary: 'Show the configuration of the scheduler',
    load: async () => (await import('./scheduler.ts')).operatorSchedulerGetConfig,
  },
  {
    name: 'operator scheduler set-config',
    aliases: [],
    summary: 'Change the configuration of the scheduler',
    load: async () => (await import('./scheduler.ts')).operatorSchedulerSetConfig,
  },
  {
    name: 'operator snapshot inspect',
    aliases: [],
    summary: 'Check a snapshot, and show what is in it',
    load: async () => (await import('./snapshot.ts')).operatorSnapshotInspect,
  },
  {
    name: 'operator snapshot redact',
    aliases: [],
    summary: 'Taken for compatibility: no snapshot holds a key',
    load: async () => (await import('./snapshot-use.ts')).operatorSnapshotRedact,
  },
  {
    name: 'operator snapshot restore',
    aliases: [],
    summary: 'Take the cluster back to a snapshot',
    load: async () => (await import('./snapshot-use.ts')).operatorSnapshotRestore,
  },
  {
    name: 'operator snapshot save',
    aliases: [],
    summary: 'Save the state of the cluster to a file',
    load: async () => (await import('./snapshot.ts')).operatorSnapshotSave,
  },
  {
    name: 'operator snapshot state',
    aliases: [],
    summary: 'Show the state in a snapshot',
    load: async () => (await import('./snapshot-use.ts')).operatorSnapshotState,
  },
  {
    name: 'operator utilization',
    aliases: [],
    summary: 'Taken for compatibility: nothing is billed',
    load: async () => (await import('../paid.ts')).operatorUtilization,
  },
];
