import { z } from 'zod';
import { AuthMethod, BindingRule } from '../acl/auth-method.ts';
import { Name } from '../primitives.ts';
import { eventGuard } from './event-guard.ts';

/** A way to log in is to be as it says here, new or not. */
export const AclAuthMethodApplied = z.object({
  type: z.literal('AclAuthMethodApplied'),
  v: z.literal(1),
  authMethod: AuthMethod,
});
export type AclAuthMethodApplied = z.infer<typeof AclAuthMethodApplied>;

export const AclAuthMethodDeleted = z.object({
  type: z.literal('AclAuthMethodDeleted'),
  v: z.literal(1),
  name: Name,
});
export type AclAuthMethodDeleted = z.infer<typeof AclAuthMethodDeleted>;

export const AclBindingRuleApplied = z.object({
  type: z.literal('AclBindingRuleApplied'),
  v: z.literal(1),
  rule: BindingRule,
});
export type AclBindingRuleApplied = z.infer<typeof AclBindingRuleApplied>;

export const AclBindingRuleDeleted = z.object({
  type: z.literal('AclBindingRuleDeleted'),
  v: z.literal(1),
  id: Name,
});
export type AclBindingRuleDeleted = z.infer<typeof AclBindingRuleDeleted>;

/** How people log in. */
export const AuthEvent = z.discriminatedUnion('type', [
  AclAuthMethodApplied,
  AclAuthMethodDeleted,
  AclBindingRuleApplied,
  AclBindingRuleDeleted,
]);
export type AuthEvent = z.infer<typeof AuthEvent>;

export const isAuthEvent = eventGuard(AuthEvent);
