import { z } from 'zod';
import { Index } from '../wire/values.ts';

/** The answer to a request to stop an allocation. */
export const AllocStopResponse = z
  .object({ EvalID: z.string(), Index })
  .meta({ id: 'AllocStopResponse' });
export type AllocStopResponse = z.infer<typeof AllocStopResponse>;
