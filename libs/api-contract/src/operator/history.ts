import { z } from 'zod';
import { EpochNs, Index } from '../wire/values.ts';

export const WireHistoryEvent = z
  .object({
    Index,
    Time: EpochNs,
    /** Who said it: a service, or the token of a person. */
    Actor: z.string(),
    /** Index of the state from which it followed, or of the entry that led to it; 0: none is known. */
    Cause: Index,
    Type: z.string(),
    /** What it says, in a few words. */
    Text: z.string(),
    /** The event as it is in the log. */
    Event: z.looseObject({}),
  })
  .meta({ id: 'HistoryEvent' });
export type WireHistoryEvent = z.infer<typeof WireHistoryEvent>;
