import { type Job, SteppeError } from '@steppe/domain';
import { z } from 'zod';
import { Index, Text, TextMap, Whole } from '../wire/values.ts';

/** At most so many bytes may be passed on with a dispatch. Source: Nomad. */
export const DISPATCH_PAYLOAD_MAX = 16 * 1024;
const PRIORITY_MAX = 100;

export const JobDispatchRequest = z
  .looseObject({
    JobID: Text,
    /** In base64. */
    Payload: Text,
    Meta: TextMap,
    /** Goes before the time in the ID of what is dispatched. */
    IdPrefixTemplate: Text,
    /** Default: the job's. */
    Priority: Whole,
  })
  .meta({ id: 'JobDispatchRequest' });
export type JobDispatchRequest = z.infer<typeof JobDispatchRequest>;

export const JobDispatchResponse = z
  .object({
    DispatchedJobID: z.string(),
    /** Empty when the same was dispatched before. */
    EvalID: z.string(),
    EvalCreateIndex: Index,
    JobCreateIndex: Index,
    Index,
  })
  .meta({ id: 'JobDispatchResponse' });
export type JobDispatchResponse = z.infer<typeof JobDispatchResponse>;

/** What a dispatch passes on, once it is known to be well formed. */
export interface Dispatch {
  readonly payload: Uint8Array;
  readonly meta: Readonly<Record<string, string>>;
  /** Undefined: the job's. */
  readonly priority: number | undefined;
}

const Names = z
  .array(z.string())
  .nullish()
  .transform((names) => names ?? []);
const Parameterized = z.looseObject({
  Payload: z.string().nullish(),
  MetaRequired: Names,
  MetaOptional: Names,
});

/**
 * Checks a dispatch against what its job takes. The texts are Nomad's.
 *
 * @throws SteppeError `REQUEST_INVALID`.
 */
export function checkDispatch(job: Job, { payload, meta, priority }: Dispatch): void {
  if (job.parameterized === undefined || job.dispatch !== undefined) {
    throw invalid(`Specified job ${JSON.stringify(job.id)} is not a parameterized job`);
  }
  const { Payload, MetaRequired, MetaOptional } = Parameterized.parse(job.parameterized);
  if (payload.length === 0 && Payload === 'required') {
    throw invalid('Payload is not provided but required by parameterized job');
  }
  if (payload.length > 0 && Payload === 'forbidden') {
    throw invalid('Payload provided but forbidden by parameterized job');
  }
  if (payload.length > DISPATCH_PAYLOAD_MAX) {
    throw invalid(`Payload exceeds maximum size; ${payload.length} > ${DISPATCH_PAYLOAD_MAX}`);
  }
  const allowed = new Set([...MetaRequired, ...MetaOptional]);
  const unknown = Object.keys(meta).filter((key) => !allowed.has(key));
  if (unknown.length > 0) {
    throw invalid(`Dispatch request included unpermitted metadata keys: [${unknown.join(' ')}]`);
  }
  const missing = MetaRequired.filter((key) => !Object.hasOwn(meta, key));
  if (missing.length > 0) {
    throw invalid(`Dispatch did not provide required meta keys: [${missing.join(' ')}]`);
  }
  if (priority !== undefined && (priority < 1 || priority > PRIORITY_MAX)) {
    throw invalid(`dispatch job priority must be between [1, ${PRIORITY_MAX}]`);
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
