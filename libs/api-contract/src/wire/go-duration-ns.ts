import { z } from 'zod';

/** A duration as Go prints it, such as `24h0m0s`; a bare `0` is one too, and an empty text is none. */
const GO_DURATION = /^(|0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;

/** A duration in nanoseconds, or as Go's text: Nomad's SDK sends some that way. */
export const DurationNsOrText = z
  .union([z.number(), z.string().regex(GO_DURATION, 'expected a duration such as "24h" or "90s"')])
  .meta({ description: 'Duration in nanoseconds, or a text such as `24h`' })
  .nullish();

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
};

export function nanosOf(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  const parts = duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
  let nanos = 0;
  for (const [, count, unit = ''] of parts) nanos += Number(count) * (UNIT_NS[unit] ?? 0);
  return nanos;
}
