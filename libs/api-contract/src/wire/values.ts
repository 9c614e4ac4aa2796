import { z } from 'zod';

/**
 * Values of a request as Go's JSON decoder takes them: null and absence both mean the zero value. So each is
 * nullish, and whoever reads it says what its zero or default is.
 */
export const Text = z.string().nullish();
export const Whole = z.int().nullish();
export const Flag = z.boolean().nullish();
/** A Go `time.Duration`. More than 104 days exceed 2^53, so it is not an `int` to zod. */
export const DurationNs = z.number().meta({ description: 'Duration in nanoseconds' }).nullish();
export const TextMap = z.record(z.string(), z.string()).nullish();
export const TextList = z.array(z.string()).nullish();
/** Part of a job that is kept and given back as it came. */
export const Opaque = z.looseObject({}).nullish();
export const OpaqueList = z.array(z.looseObject({})).nullish();

/** A position in the log. */
export const Index = z.int().nonnegative();
/** A time; beyond 2^53, so not an `int` to zod. */
export const EpochNs = z.number().meta({ description: 'Nanoseconds since the Unix epoch' });
export const Timestamp = z.string().meta({ format: 'date-time' });
