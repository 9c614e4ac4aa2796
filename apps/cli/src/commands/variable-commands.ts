import type { CommandEntry } from '../command.ts';

export const KEYRING_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'operator root keyring list',
    aliases: [],
    summary: 'List the keys that encrypt variables',
    load: async () => (await import('./keyring.ts')).keyringList,
  },
  {
    name: 'operator root keyring remove',
    aliases: [],
    summary: 'Remove a root key',
    load: async () => (await import('./keyring.ts')).keyringRemove,
  },
  {
    name: 'operator root keyring rotate',
    aliases: [],
    summary: 'Encrypt with a new root key',
    load: async () => (await import('./keyring.ts')).keyringRotate,
  },
];

export const VARIABLE_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'var get',
    aliases: [],
    summary: 'Read a variable',
    load: async () => (await import('./var/read.ts')).varGet,
  },
  {
    name: 'var init',
    aliases: [],
    summary: 'Write an example of a variable file',
    load: async () => (await import('./var/write.ts')).varInit,
  },
  {
    name: 'var list',
    aliases: [],
    summary: 'List variables',
    load: async () => (await import('./var/read.ts')).varList,
  },
  {
    name: 'var lock',
    aliases: [],
    summary: 'Run a command while a lock is held',
    load: async () => (await import('./var/lock.ts')).varLock,
  },
  {
    name: 'var purge',
    aliases: [],
    summary: 'Delete a variable',
    load: async () => (await import('./var/write.ts')).varPurge,
  },
  {
    name: 'var put',
    aliases: [],
    summary: 'Write a variable',
    load: async () => (await import('./var/write.ts')).varPut,
  },
];
