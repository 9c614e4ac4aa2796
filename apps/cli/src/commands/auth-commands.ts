import type { CommandEntry } from '../command.ts';

export const AUTH_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'acl auth-method create',
    aliases: [],
    summary: 'Make a way to log in',
    load: async () => (await import('./acl/auth-method.ts')).aclAuthMethodCreate,
  },
  {
    name: 'acl auth-method delete',
    aliases: [],
    summary: 'Delete a way to log in',
    load: async () => (await import('./acl/auth-method.ts')).aclAuthMethodDelete,
  },
  {
    name: 'acl auth-method info',
    aliases: [],
    summary: 'Show a way to log in',
    load: async () => (await import('./acl/auth-method.ts')).aclAuthMethodInfo,
  },
  {
    name: 'acl auth-method list',
    aliases: [],
    summary: 'List the ways to log in',
    load: async () => (await import('./acl/auth-method.ts')).aclAuthMethodList,
  },
  {
    name: 'acl auth-method update',
    aliases: [],
    summary: 'Change a way to log in',
    load: async () => (await import('./acl/auth-method.ts')).aclAuthMethodUpdate,
  },
  {
    name: 'acl binding-rule create',
    aliases: [],
    summary: 'Say what whoever logs in is given',
    load: async () => (await import('./acl/binding-rule.ts')).aclBindingRuleCreate,
  },
  {
    name: 'acl binding-rule delete',
    aliases: [],
    summary: 'Delete a binding rule',
    load: async () => (await import('./acl/binding-rule.ts')).aclBindingRuleDelete,
  },
  {
    name: 'acl binding-rule info',
    aliases: [],
    summary: 'Show a binding rule',
    load: async () => (await import('./acl/binding-rule.ts')).aclBindingRuleInfo,
  },
  {
    name: 'acl binding-rule list',
    aliases: [],
    summary: 'List binding rules',
    load: async () => (await import('./acl/binding-rule.ts')).aclBindingRuleList,
  },
  {
    name: 'acl binding-rule update',
    aliases: [],
    summary: 'Change a binding rule',
    load: async () => (await import('./acl/binding-rule.ts')).aclBindingRuleUpdate,
  },
];
