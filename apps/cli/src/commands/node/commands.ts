import type { CommandEntry } from '../../command.ts';
import { NODE_POOL_COMMANDS } from '../cluster-commands.ts';

export const NODE_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'node config',
    aliases: ['client-config'],
    summary: 'List or replace the servers that a client knows',
    load: async () => (await import('./config.ts')).nodeConfig,
  },
  {
    name: 'node drain',
    aliases: ['node-drain'],
    summary: 'Empty a node, or end that',
    load: async () => (await import('./drain.ts')).nodeDrain,
  },
  {
    name: 'node eligibility',
    aliases: [],
    summary: 'Say whether a node takes placements',
    load: async () => (await import('./eligibility.ts')).nodeEligibility,
  },
  {
    name: 'node identity get',
    aliases: [],
    summary: 'Show the identity of a node',
    load: async () => (await import('./identity.ts')).nodeIdentityGet,
  },
  {
    name: 'node identity renew',
    aliases: [],
    summary: 'Have a node get a new identity',
    load: async () => (await import('./identity.ts')).nodeIdentityRenew,
  },
  {
    name: 'node intro create',
    aliases: [],
    summary: 'Make a token that introduces a node',
    load: async () => (await import('./identity.ts')).nodeIntroCreate,
  },
  {
    name: 'node meta apply',
    aliases: [],
    summary: 'Change the metadata of a node while it runs',
    load: async () => (await import('./meta.ts')).nodeMetaApply,
  },
  {
    name: 'node meta read',
    aliases: [],
    summary: 'Show the metadata of a node',
    load: async () => (await import('./meta.ts')).nodeMetaRead,
  },
  ...NODE_POOL_COMMANDS,
  {
    name: 'node status',
    aliases: ['node-status'],
    summary: 'List nodes, or show one with its resources and allocations',
    load: async () => (await import('./status.ts')).nodeStatus,
  },
];
