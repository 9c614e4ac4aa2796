import type { LastDrain } from '@steppe/domain';
import { z } from 'zod';
import { nullIfNoKeys } from '../wire/empty.ts';
import { timestampOf } from '../wire/time.ts';
import { Timestamp } from '../wire/values.ts';

/** The latest drain of a node, with what people noted of it. */
export const WireLastDrain = z
  .object({
    StartedAt: Timestamp,
    UpdatedAt: Timestamp,
    Status: z.enum(['draining', 'complete', 'canceled']),
    AccessorID: z.string(),
    Meta: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: 'DrainMetadata' });
export type WireLastDrain = z.infer<typeof WireLastDrain>;

export function lastDrainToWire(last: LastDrain): WireLastDrain {
  return {
    StartedAt: timestampOf(last.startedAtMs),
    UpdatedAt: timestampOf(last.updatedAtMs),
    Status: last.status,
    AccessorID: '',
    Meta: nullIfNoKeys(last.meta),
  };
}
