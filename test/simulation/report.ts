import type { Run } from './run-seed.ts';
import { traceOf } from './trace.ts';
import type { Step } from './workload/steps.ts';

/** What a person needs who looks into a run: what is wrong, what happened, and how to see it again. */
export function reportOf({
  run: { seed, violation, entries },
  steps,
  lines,
}: {
  run: Run;
  steps: readonly Step[];
  lines: number;
}): string[] {
  const indexes = steps.map(({ index }) => index).join(',');
  return [
    ...(violation ? [`${violation.rule}: ${violation.message}`] : []),
    `npm run simulate -- --seed ${seed} --steps ${indexes}`,
    `${steps.length} steps: ${steps.map(({ index, kind }) => `${index} ${kind}`).join(', ')}`,
    ...traceOf(entries, { untilSeq: violation?.seq, lines }),
  ];
}
