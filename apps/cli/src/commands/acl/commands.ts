import type { CommandEntry } from '../../command.ts';
import { AUTH_COMMANDS } from '../auth-commands.ts';

export const ACL_COMMANDS: readonly CommandEntry[] = [
  ...AUTH_COMMANDS,
  {
    name: 'acl bootstrap',
    aliases: [],
    summary: 'Make the first management token',
    load: async () => (await import('./token.ts')).aclBootstrap,
  },
  {
    name: 'acl policy apply',
    aliases: [],
    summary: 'Make or change a policy from a file',
    load: async () => (await import('./policy.ts')).aclPolicyApply,
  },
  {
    name: 'acl policy delete',
    aliases: [],
    summary: 'Delete a policy',
    load: async () => (await import('./policy.ts')).aclPolicyDelete,
  },
  {
    name: 'acl policy info',
    aliases: [],
    summary: 'Show a policy',
    load: async () => (await import('./policy.ts')).aclPolicyInfo,
  },
  {
    name: 'acl policy list',
    aliases: [],
    summary: 'List policies',
    load: async () => (await import('./policy.ts')).aclPolicyList,
  },
  {
    name: 'acl policy self',
    aliases: [],
    summary: 'List the policies of the own token',
    load: async () => (await import('./policy.ts')).aclPolicySelf,
  },
  {
    name: 'acl role create',
    aliases: [],
    summary: 'Make a role',
    load: async () => (await import('./role.ts')).aclRoleCreate,
  },
  {
    name: 'acl role delete',
    aliases: [],
    summary: 'Delete a role',
    load: async () => (await import('./role.ts')).aclRoleDelete,
  },
  {
    name: 'acl role info',
    aliases: [],
    summary: 'Show a role',
    load: async () => (await import('./role.ts')).aclRoleInfo,
  },
  {
    name: 'acl role list',
    aliases: [],
    summary: 'List roles',
    load: async () => (await import('./role.ts')).aclRoleList,
  },
  {
    name: 'acl role update',
    aliases: [],
    summary: 'Change a role',
    load: async () => (await import('./role.ts')).aclRoleUpdate,
  },
  {
    name: 'acl token create',
    aliases: [],
    summary: 'Make a token',
    load: async () => (await import('./token.ts')).aclTokenCreate,
  },
  {
    name: 'acl token delete',
    aliases: [],
    summary: 'Delete a token',
    load: async () => (await import('./token.ts')).aclTokenDelete,
  },
  {
    name: 'acl token info',
    aliases: [],
    summary: 'Show a token',
    load: async () => (await import('./token.ts')).aclTokenInfo,
  },
  {
    name: 'acl token list',
    aliases: [],
    summary: 'List tokens',
    load: async () => (await import('./token.ts')).aclTokenList,
  },
  {
    name: 'acl token self',
    aliases: [],
    summary: 'Show the own token',
    load: async () => (await import('./token.ts')).aclTokenSelf,
  },
  {
    name: 'acl token update',
    aliases: [],
    summary: 'Change a token',
    load: async () => (await import('./token.ts')).aclTokenUpdate,
  },
];
