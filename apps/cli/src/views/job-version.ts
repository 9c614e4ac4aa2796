import type { WireJob } from '@steppe/api-contract';
import { keyValues } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';

/** One version of a job, as its history lists it. */
export function jobVersionBlock({ Version, Stable, SubmitTime }: WireJob): string {
  return keyValues([
    ['Version', String(Version ?? 0)],
    ['Stable', String(Stable ?? false)],
    ['Submit Date', formatTime(msOfNanos(SubmitTime ?? 0))],
  ]);
}
