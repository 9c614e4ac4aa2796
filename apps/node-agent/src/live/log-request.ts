import { SteppeError } from '@steppe/domain';
import { z } from 'zod';

/** What may be asked about a task's log; the texts of the refusals are Nomad's. */
export const LogRequest = z.object({
  allocId: z.string({ error: 'must provide a valid alloc id' }),
  task: z.string({ error: 'must provide task name' }).min(1, 'must provide task name'),
  type: z.enum(['stdout', 'stderr'], { error: 'must provide log type (stdout/stderr)' }),
  offset: z.int().nonnegative().default(0),
  origin: z.enum(['start', 'end'], { error: 'origin must be start or end' }).default('start'),
  follow: z.boolean().default(false),
  plain: z.boolean().default(false),
});
export type LogRequest = z.infer<typeof LogRequest>;

/** @throws SteppeError `REQUEST_INVALID` with the first thing that is wrong. */
export function parseRequest<T extends z.ZodType>(schema: T, payload: unknown): z.infer<T> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new SteppeError('REQUEST_INVALID', parsed.error.issues[0]?.message ?? 'invalid request');
}
