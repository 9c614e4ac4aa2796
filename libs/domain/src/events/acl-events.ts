import { z } from 'zod';
import { AclPolicy, AclRole, AclToken } from '../acl/acl.ts';
import { EpochMs, Name } from '../primitives.ts';
import { AuthEvent } from './auth-events.ts';
import { eventGuard } from './event-guard.ts';

/** The first management token; on its own subject, so that one of several attempts wins. */
export const AclBootstrapped = z.object({
  type: z.literal('AclBootstrapped'),
  v: z.literal(1),
  token: AclToken,
});
export type AclBootstrapped = z.infer<typeof AclBootstrapped>;

export const AclPolicyApplied = z.object({
  type: z.literal('AclPolicyApplied'),
  v: z.literal(1),
  policy: AclPolicy,
});
export type AclPolicyApplied = z.infer<typeof AclPolicyApplied>;

export const AclPolicyDeleted = z.object({
  type: z.literal('AclPolicyDeleted'),
  v: z.literal(1),
  name: Name,
});
export type AclPolicyDeleted = z.infer<typeof AclPolicyDeleted>;

export const AclRoleApplied = z.object({
  type: z.literal('AclRoleApplied'),
  v: z.literal(1),
  role: AclRole,
});
export type AclRoleApplied = z.infer<typeof AclRoleApplied>;

export const AclRoleDeleted = z.object({
  type: z.literal('AclRoleDeleted'),
  v: z.literal(1),
  id: Name,
});
export type AclRoleDeleted = z.infer<typeof AclRoleDeleted>;

export const AclTokenApplied = z.object({
  type: z.literal('AclTokenApplied'),
  v: z.literal(1),
  token: AclToken,
});
export type AclTokenApplied = z.infer<typeof AclTokenApplied>;

export const AclTokenDeleted = z.object({
  type: z.literal('AclTokenDeleted'),
  v: z.literal(1),
  accessorId: Name,
});
export type AclTokenDeleted = z.infer<typeof AclTokenDeleted>;

/** A secret that can be exchanged once for the token of an accessor. */
export const OneTimeTokenCreated = z.object({
  type: z.literal('OneTimeTokenCreated'),
  v: z.literal(1),
  /** SHA-256 of the one-time secret. */
  secretHash: z.string().min(1),
  accessorId: Name,
  expiresAtMs: EpochMs,
});
export type OneTimeTokenCreated = z.infer<typeof OneTimeTokenCreated>;

export const OneTimeTokenExchanged = z.object({
  type: z.literal('OneTimeTokenExchanged'),
  v: z.literal(1),
  secretHash: z.string().min(1),
});
export type OneTimeTokenExchanged = z.infer<typeof OneTimeTokenExchanged>;

export const AclEvent = z.discriminatedUnion('type', [
  AclBootstrapped,
  AclPolicyApplied,
  AclPolicyDeleted,
  AclRoleApplied,
  AclRoleDeleted,
  AclTokenApplied,
  AclTokenDeleted,
  OneTimeTokenCreated,
  OneTimeTokenExchanged,
  ...AuthEvent.options,
]);
export type AclEvent = z.infer<typeof AclEvent>;

export const isAclEvent = eventGuard(AclEvent);
