import { z } from 'zod';
import { EpochMs, Name, type Seq } from '../primitives.ts';

/** Rules that tokens may carry, as their author wrote them. */
export const AclPolicy = z.object({
  name: Name,
  description: z.string(),
  /** HCL or JSON. */
  rules: z.string(),
  /** The workload that has this policy without naming it: a job, or a group or task of it. */
  workload: z
    .object({
      namespace: Name,
      jobId: Name,
      group: z.string().optional(),
      task: z.string().optional(),
    })
    .optional(),
});
export type AclPolicy = z.infer<typeof AclPolicy>;

/** A named set of policies. */
export const AclRole = z.object({
  id: Name,
  name: Name,
  description: z.string(),
  policies: z.array(Name),
});
export type AclRole = z.infer<typeof AclRole>;

/** Who may do what. The secret itself is nowhere but with its holder. */
export const AclToken = z.object({
  accessorId: Name,
  /** SHA-256 of the secret, in hexadecimal digits. */
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  type: z.enum(['client', 'management']),
  policies: z.array(Name),
  roleIds: z.array(Name),
  global: z.boolean(),
  createdAtMs: EpochMs,
  expiresAtMs: EpochMs.optional(),
});
export type AclToken = z.infer<typeof AclToken>;

interface Placed {
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}

export interface AclPolicyRow extends Placed {
  readonly policy: AclPolicy;
}

export interface AclRoleRow extends Placed {
  readonly role: AclRole;
}

export interface AclTokenRow extends Placed {
  readonly token: AclToken;
}

/** What stands for a token once, for a short time: so that a browser gets it by a link. */
export interface OneTimeTokenRow {
  readonly secretHash: string;
  readonly accessorId: string;
  readonly expiresAtMs: EpochMs;
}

/** The policy of whoever shows no token. */
export const ANONYMOUS_POLICY = 'anonymous';

export function isExpired({ expiresAtMs }: Pick<AclToken, 'expiresAtMs'>, nowMs: EpochMs): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}
