import type { CommandEntry } from '../command.ts';

export const NAMESPACE_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'namespace apply',
    aliases: [],
    summary: 'Make or change a namespace',
    load: async () => (await import('./namespace/write.ts')).namespaceApply,
  },
  {
    name: 'namespace delete',
    aliases: [],
    summary: 'Delete a namespace that nothing uses',
    load: async () => (await import('./namespace/write.ts')).namespaceDelete,
  },
  {
    name: 'namespace inspect',
    aliases: [],
    summary: 'Show a namespace as JSON',
    load: async () => (await import('./namespace/read.ts')).namespaceInspect,
  },
  {
    name: 'namespace list',
    aliases: [],
    summary: 'List namespaces',
    load: async () => (await import('./namespace/read.ts')).namespaceList,
  },
  {
    name: 'namespace status',
    aliases: [],
    summary: 'Show a namespace',
    load: async () => (await import('./namespace/read.ts')).namespaceStatus,
  },
];

export const NODE_POOL_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'node pool apply',
    aliases: [],
    summary: 'Make or change node pools from a file',
    load: async () => (await import('./node/pool-write.ts')).nodePoolApply,
  },
  {
    name: 'node pool delete',
    aliases: [],
    summary: 'Delete a node pool that nothing uses',
    load: async () => (await import('./node/pool-write.ts')).nodePoolDelete,
  },
  {
    name: 'node pool info',
    aliases: [],
    summary: 'Show a node pool',
    load: async () => (await import('./node/pool-read.ts')).nodePoolInfo,
  },
  {
    name: 'node pool init',
    aliases: [],
    summary: 'Write an example of a node pool file',
    load: async () => (await import('./node/pool-write.ts')).nodePoolInit,
  },
  {
    name: 'node pool jobs',
    aliases: [],
    summary: 'List the jobs of a node pool',
    load: async () => (await import('./node/pool-read.ts')).nodePoolJobs,
  },
  {
    name: 'node pool list',
    aliases: [],
    summary: 'List node pools',
    load: async () => (await import('./node/pool-read.ts')).nodePoolList,
  },
  {
    name: 'node pool nodes',
    aliases: [],
    summary: 'List the nodes of a node pool',
    load: async () => (await import('./node/pool-read.ts')).nodePoolNodes,
  },
];
