import type {
  JobScaleStatus,
  ScalingPolicyStub,
  WireScalingEvent,
  WireScalingPolicy,
} from '@steppe/api-contract';
import { formatJson } from '../layout/json.ts';
import { shortId } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import type { ViewOptions } from './view-options.ts';

type Verbosity = Pick<ViewOptions, 'verbose'>;

/** Changes of the counts of a job's groups, the latest first; undefined when there were none. */
export function scalingEventTable(
  { TaskGroups }: JobScaleStatus,
  { verbose }: Verbosity,
): string | undefined {
  const events = Object.entries(TaskGroups)
    .flatMap(([group, { Events }]) => (Events ?? []).map((event) => ({ group, event })))
    .toSorted((a, b) => b.event.Time - a.event.Time);
  if (events.length === 0) return undefined;
  const header = ['Task Group', 'Count', 'PrevCount'];
  const details = verbose ? ['Error', 'Message', 'Eval ID'] : [];
  return table([
    [...header, ...details, 'Date'],
    ...events.map(({ group, event }) => [
      group,
      event.Count === null ? '' : String(event.Count),
      String(event.PreviousCount),
      ...(verbose ? detailsOf(event) : []),
      formatTime(msOfNanos(event.Time)),
    ]),
  ]);
}

function detailsOf({ Error: isError, Message, EvalID }: WireScalingEvent): string[] {
  return [String(isError), Message, EvalID ?? ''];
}

export function scalingPolicyTable(
  policies: readonly ScalingPolicyStub[],
  { verbose }: Verbosity,
): string {
  const rows = policies.map(({ ID, Enabled, Type, Target }) => [
    shortId(ID, { verbose }),
    String(Enabled),
    Type,
    targetText(Target),
  ]);
  return table([['ID', 'Enabled', 'Type', 'Target'], ...rows]);
}

export function scalingPolicyBlock(
  { ID, Enabled, Target, Min, Max, Policy }: WireScalingPolicy,
  { verbose }: Verbosity,
): string {
  const overview = keyValues([
    ['ID', shortId(ID ?? '', { verbose })],
    ['Enabled', String(Enabled ?? false)],
    ['Target', targetText(Target ?? {})],
    ['Min', String(Min ?? 0)],
    ['Max', String(Max ?? 0)],
  ]);
  return `${overview}\n\nPolicy:\n${formatJson(Policy ?? {})}`;
}

function targetText(target: Readonly<Record<string, string>>): string {
  const parts = ['Namespace', 'Job', 'Group'].flatMap((key) => {
    const value = target[key];
    return value === undefined ? [] : [`${key}:${value}`];
  });
  return parts.join(',');
}
