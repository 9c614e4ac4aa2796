import { shortId } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { Replayed } from '../replay/replay-log.ts';
import type { ComparedService } from '../replay/service-hashes.ts';
import type { ViewOptions } from './view-options.ts';

export interface ReplayView {
  readonly replayed: Replayed;
  readonly services: readonly ComparedService[];
  readonly durationMs: number;
}

/** What a replay gave, and whether the running services hold the same. */
export function replayBlock(
  { replayed, services, durationMs }: ReplayView,
  options: Pick<ViewOptions, 'verbose' | 'bold'>,
): string {
  const { seq, hash, entries, counts } = replayed;
  return [
    keyValues([
      ['Index', String(seq)],
      ['Hash', hash],
      ['Entries Replayed', String(entries)],
      ['Duration', `${Math.round(durationMs)} ms`],
    ]),
    titled(
      'State',
      table([
        ['Jobs', 'Nodes', 'Evaluations', 'Allocations', 'Deployments'],
        [counts.jobs, counts.nodes, counts.evals, counts.allocs, counts.deployments].map(String),
      ]),
      options,
    ),
    titled('Services', servicesTable(services, options), options),
  ].join('\n\n');
}

function servicesTable(
  services: readonly ComparedService[],
  options: Pick<ViewOptions, 'verbose'>,
): string {
  if (services.length === 0) return 'No running service answered';
  const rows = services.map(({ service, instance, seq, hash, equal }) => [
    service,
    instance,
    String(seq),
    shortId(hash, options),
    equal === undefined ? 'not compared' : equal ? 'yes' : 'NO',
  ]);
  return table([['Service', 'Instance', 'Index', 'Hash', 'Equal'], ...rows]);
}
