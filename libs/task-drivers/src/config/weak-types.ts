import { z } from 'zod';
import { parseDurationMs } from './duration.ts';

// Job files are loosely typed: `"5678"` passes for a number, 1 for true, and a block that may be repeated
// arrives as one object or as a list of them. These schemas accept what Nomad's decoder accepts.

export const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  z.string({ error: 'must be a string' }),
);

export const integer = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d+$/u.test(value) ? Number(value) : value),
  z.int({ error: 'must be a whole number' }),
);

export const flag = z.preprocess(
  (value) => {
    if (value === 'true' || value === '1' || value === 1) return true;
    if (value === 'false' || value === '0' || value === 0) return false;
    return value;
  },
  z.boolean({ error: 'must be true or false' }),
);

export const textList = z.array(text, { error: 'must be a list of strings' });

/** A Go duration such as `1m30s`, as milliseconds. */
export const durationMs = z
  .string({ error: 'must be a duration such as "30s"' })
  .transform((value, context) => {
    const ms = parseDurationMs(value);
    if (ms !== undefined) return ms;
    context.addIssue({
      code: 'custom',
      message: `must be a duration such as "30s", not "${value}"`,
    });
    return z.NEVER;
  });

/** A map, also given as a list of maps, which are joined; the last one wins. */
export function joinedMap<T extends z.ZodType>(value: T) {
  return z.preprocess(joinMaps, z.record(z.string(), value, { error: 'must be a map' }));
}

function joinMaps(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.every(isRecord) ? Object.assign({}, ...value) : value;
}

/** A block that may stand once, given as an object or as a list of one. */
export function block<T extends z.ZodType>(shape: T) {
  return z.preprocess(
    (value) => (Array.isArray(value) && value.length === 1 ? value[0] : value),
    shape,
  );
}

/** A block that may be repeated, given as one object or as a list. */
export function blockList<T extends z.ZodType>(shape: T) {
  return z.preprocess((value) => (isRecord(value) ? [value] : value), z.array(shape));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
