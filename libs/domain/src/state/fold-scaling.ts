import type { JobScalingNoted } from '../events/job-events.ts';
import { jobKey } from '../job/job.ts';
import { SCALING_EVENTS_MAX } from '../job/scaling-event.ts';
import type { FoldContext } from './fold-context.ts';
import type { State } from './tables.ts';

export function foldJobScalingNoted(
  state: State,
  { namespace, jobId, group, count, previousCount, message, error, meta, evalId }: JobScalingNoted,
  { seq, atMs }: FoldContext,
): void {
  const key = jobKey(namespace, jobId);
  state.jobSubjectSeq.set(key, seq);
  if (!state.jobs.has(key)) return;
  const before = state.scalingEvents.get(key) ?? {};
  const event = { count, previousCount, message, error, meta, evalId, atMs, seq };
  const ofGroup = [event, ...(before[group] ?? [])].slice(0, SCALING_EVENTS_MAX);
  state.scalingEvents.set(key, { ...before, [group]: ofGroup });
  state.tableSeq.scalingEvents = seq;
}
