import { jobSummaryToWire } from '@steppe/api-contract';
import { type JobRow, jobStatus, type State } from '@steppe/domain';
import { type Gauge, gauge } from './metric.ts';

/**
 * How many jobs are in which state, and how far each of their groups is.
 *
 * @param options.withDispatched whether also of the groups of each dispatched job.
 */
export function jobGauges(
  state: State,
  { withDispatched }: { readonly withDispatched: boolean },
): Gauge[] {
  const counts = { pending: 0, running: 0, dead: 0 };
  const gauges: Gauge[] = [];
  for (const row of state.jobs.values()) {
    counts[jobStatus(state, row)] += 1;
    if (withDispatched || !('dispatch_id' in childLabels(row.current.job)))
      gauges.push(...summaryGauges(state, row));
  }
  const statuses = Object.entries(counts);
  return [
    ...statuses.map(([status, count]) => gauge(`nomad.job_status.${status}`, count)),
    ...gauges,
  ];
}

function summaryGauges(state: State, row: JobRow): Gauge[] {
  const { job } = row.current;
  const { Summary } = jobSummaryToWire(state, row);
  return Object.entries(Summary).flatMap(([group, summary]) => {
    const labels = {
      job: job.id,
      task_group: group,
      namespace: job.namespace,
      ...childLabels(job),
    };
    return Object.entries(summary).map(([name, count]) =>
      gauge(`nomad.job_summary.${name.toLowerCase()}`, count, labels),
    );
  });
}

/** A periodic job's children are named `parent/periodic-time`, a dispatched one's `parent/dispatch-…`. */
function childLabels({ id, parentId }: JobRow['current']['job']): Record<string, string> {
  if (parentId === '') return {};
  const [, kind, childId = ''] = /^.*\/(periodic|dispatch)-(.+)$/s.exec(id) ?? [];
  return { parent_id: parentId, ...(kind === undefined ? {} : { [`${kind}_id`]: childId }) };
}
