import type { WireJob } from '@steppe/api-contract';
import { nextOf, periodicPlanOf } from '@steppe/broker';
import { formatDuration, formatTime } from './layout/time.ts';

/** When a periodic job is launched next, e.g. `2026-11-23T03:00:00Z (9h6m28s from now)`; empty when it is not periodic. */
export function nextLaunchText(
  { Periodic, Stop }: Pick<WireJob, 'Periodic' | 'Stop'>,
  nowMs: number,
): string {
  if (Periodic && Stop) return 'none (job stopped)';
  const plan = periodicPlanOf({ periodic: Periodic ?? undefined });
  const atMs = plan && nextOf(plan, nowMs);
  if (atMs === undefined) return '';
  return `${formatTime(atMs)} (${formatDuration(atMs - nowMs)} from now)`;
}
