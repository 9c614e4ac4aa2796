import type { WhatIfResponse, WireForeseenNode } from '@steppe/api-contract';
import { formatMebibytes, shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import { failedGroups, failedGroupTitle, placementReasons } from './placement-failures.ts';
import type { ViewOptions } from './view-options.ts';

/** What of each job is decided last counts: what was not placed before may have found room since. */
function lastOfEachJob({ Evaluations }: WhatIfResponse): WhatIfResponse['Evaluations'] {
  const last = Evaluations.map((one) => [`${one.Namespace}/${one.JobID}`, one] as const);
  return [...new Map(last).values()];
}

/** Whether all that would be wanted finds room. */
export function isAllPlaced(foreseen: WhatIfResponse): boolean {
  return lastOfEachJob(foreseen).every(({ FailedTGAllocs }) => FailedTGAllocs === null);
}

/** What would follow if something happened. */
export function whatIfBlock(foreseen: WhatIfResponse, options: ViewOptions): string {
  const parts = [`Foreseen at index ${foreseen.Index}; nothing of it has happened.`];
  const allocations = foreseen.Evaluations.flatMap((evaluation) => evaluation.Allocations);
  if (allocations.length === 0) parts.push('No allocation would be placed, stopped or changed.');
  else {
    const rows = allocations.map(({ Action, Name, AllocID, NodeID, NodeName, Why }) => [
      Action,
      Name,
      // It is made up.
      Action === 'place' ? '-' : shortId(AllocID, options),
      shortId(NodeID, options),
      NodeName,
      Why,
    ]);
    const header = ['Action', 'Name', 'ID', 'Node ID', 'Node Name', 'Why'];
    parts.push(titled('Allocations', table([header, ...rows]), options));
  }
  if (foreseen.Nodes.length > 0) {
    parts.push(titled('Nodes', nodeTable(foreseen.Nodes, options), options));
  }
  parts.push(...waiting(foreseen, options));
  if (foreseen.Truncated) parts.push('More would follow than was looked at.');
  return parts.join('\n\n');
}

function nodeTable(nodes: readonly WireForeseenNode[], options: ViewOptions): string {
  const rows = nodes.map(({ NodeID, NodeName, Status, Draining, Before, After }) => [
    shortId(NodeID, options),
    NodeName,
    Draining ? `${Status}, draining` : Status,
    change(Before.Allocations, After.Allocations, String),
    change(Before.CpuShares, After.CpuShares, (mhz) => `${mhz} MHz`),
    change(Before.MemoryMB, After.MemoryMB, formatMebibytes),
  ]);
  return table([['ID', 'Name', 'Status', 'Allocations', 'CPU', 'Memory'], ...rows]);
}

function change(before: number, after: number, format: (value: number) => string): string {
  return before === after ? format(after) : `${format(before)} -> ${format(after)}`;
}

/** What would find no room, and what would be looked at later. */
function waiting(foreseen: WhatIfResponse, options: ViewOptions): string[] {
  const blocks: string[] = [];
  for (const { JobID, FailedTGAllocs, WaitUntil } of lastOfEachJob(foreseen)) {
    const lines = failedGroups(FailedTGAllocs).flatMap(([group, metric]) => [
      failedGroupTitle(group, metric),
      ...placementReasons(metric),
    ]);
    if (WaitUntil > 0) lines.push(`Looked at again at ${formatTime(msOfNanos(WaitUntil))}`);
    if (lines.length > 0) blocks.push(titled(`Job "${JobID}" waits`, lines.join('\n'), options));
  }
  return blocks;
}
