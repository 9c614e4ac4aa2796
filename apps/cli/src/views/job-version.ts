import type { JobDiff, WireJob } from '@steppe/api-contract';
import { formatJson } from '../layout/json.ts';
import { keyValues } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import type { Paint } from '../terminal.ts';
import { jobDiffBlock } from './job-diff.ts';

/** One version of a job, as its history lists it: with what it changed, or whole. */
export function jobVersionBlock(
  job: WireJob,
  { diff, full, bold }: { diff: JobDiff | undefined; full: boolean; bold: Paint },
): string {
  const { Version, Stable, SubmitTime } = job;
  const lines: [string, string][] = [
    ['Version', String(Version ?? 0)],
    ['Stable', String(Stable ?? false)],
    ['Submit Date', formatTime(msOfNanos(SubmitTime ?? 0))],
  ];
  if (full) lines.push(['Full', `JSON Job:\n${formatJson(job)}`]);
  else if (diff && diff.Type !== 'None') lines.push(['Diff', `\n${jobDiffBlock(diff, { bold })}`]);
  return keyValues(lines);
}
