import { z } from 'zod';

/** What a check of a service said last. */
export const WireCheckResult = z.object({
  ID: z.string(),
  /** `healthiness` counts for deployments. */
  Mode: z.enum(['healthiness', 'readiness']),
  Status: z.enum(['success', 'failure', 'pending']),
  StatusCode: z.int().optional(),
  Output: z.string(),
  /** Seconds since the Unix epoch. */
  Timestamp: z.int(),
  Group: z.string(),
  Task: z.string().optional(),
  Service: z.string(),
  Check: z.string(),
});
export type WireCheckResult = z.infer<typeof WireCheckResult>;

/** By the checks' IDs; null for an allocation without any. */
export const AllocCheckResults = z.record(z.string(), WireCheckResult).nullable();
export type AllocCheckResults = z.infer<typeof AllocCheckResults>;
