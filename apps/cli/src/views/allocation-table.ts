import type { AllocationStub, WireAllocation } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import { formatAgo, formatTime, msOfNanos } from '../layout/time.ts';
import type { ViewOptions } from './view-options.ts';

type TimeOptions = Pick<ViewOptions, 'verbose' | 'nowMs'>;

interface TableOptions extends TimeOptions {
  /** Columns that details would add, but that say nothing new on this page. */
  readonly without?: readonly ('Eval ID' | 'Node Name')[];
  /** Say how long ago it was even when details are wanted. */
  readonly ages?: boolean;
}

/** What the table shows of an allocation. */
export type AllocationLine = Pick<
  AllocationStub,
  | 'ID'
  | 'EvalID'
  | 'NodeID'
  | 'NodeName'
  | 'TaskGroup'
  | 'JobVersion'
  | 'DesiredStatus'
  | 'ClientStatus'
  | 'CreateTime'
  | 'ModifyTime'
>;

/** A whole allocation has its job's version in the job. */
export function lineOf(allocation: WireAllocation): AllocationLine {
  return { ...allocation, JobVersion: allocation.Job.Version ?? 0 };
}

/** Allocations as a table, newest first. */
export function allocationTable(
  allocations: readonly AllocationLine[],
  options: TableOptions,
): string {
  if (allocations.length === 0) return 'No allocations placed';
  const { verbose, nowMs, without = [], ages = false } = options;
  const times = { verbose: verbose && !ages, nowMs };
  const has = {
    evalId: verbose && !without.includes('Eval ID'),
    nodeName: verbose && !without.includes('Node Name'),
  };
  const header = [
    'ID',
    ...(has.evalId ? ['Eval ID'] : []),
    'Node ID',
    ...(has.nodeName ? ['Node Name'] : []),
    'Task Group',
    'Version',
    'Desired',
    'Status',
    'Created',
    'Modified',
  ];
  const rows = newestFirst(allocations).map((allocation) => [
    shortId(allocation.ID, options),
    ...(has.evalId ? [allocation.EvalID] : []),
    shortId(allocation.NodeID, options),
    ...(has.nodeName ? [allocation.NodeName] : []),
    allocation.TaskGroup,
    String(allocation.JobVersion),
    allocation.DesiredStatus,
    allocation.ClientStatus,
    when(allocation.CreateTime, times),
    when(allocation.ModifyTime, times),
  ]);
  return table([header, ...rows]);
}

/** How long ago it was or, when details are wanted, at what time. */
export function when(nanos: number, { verbose, nowMs }: TimeOptions): string {
  const ms = msOfNanos(nanos);
  return verbose ? formatTime(ms) : formatAgo(ms, nowMs);
}

function newestFirst(allocations: readonly AllocationLine[]): AllocationLine[] {
  return allocations.toSorted((a, b) => b.CreateTime - a.CreateTime || (a.ID < b.ID ? -1 : 1));
}
