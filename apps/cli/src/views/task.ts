import type { TaskState, WireAllocation } from '@steppe/api-contract';
import { formatBytes, formatMebibytes } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import type { TaskUsage } from '../wire/resource-usage.ts';
import type { AllocationView } from './allocation-view.ts';
import { lifecycleOf } from './task-lifecycle.ts';
import { taskStats } from './task-stats.ts';
import type { ViewOptions } from './view-options.ts';

type PaintOptions = Pick<ViewOptions, 'bold'>;

/** A block for each task: its resources, its times, its recent events. */
export function taskBlocks(view: AllocationView, options: PaintOptions): string[] {
  return Object.keys(view.allocation.AllocatedResources.Tasks)
    .toSorted()
    .map((name) => taskBlock(view, name, options));
}

function taskBlock(
  { allocation, usage, stats }: AllocationView,
  name: string,
  options: PaintOptions,
): string {
  const state = allocation.TaskStates?.[name];
  const used = usage?.Tasks?.[name]?.ResourceUsage ?? undefined;
  const lifecycle = lifecycleOf(allocation, name);
  const title = `Task "${name}" ${lifecycle === undefined ? '' : `(${lifecycle}) `}is "${state?.State ?? 'pending'}"`;
  return [
    `${options.bold(title)}\n${titled('Task Resources:', resources(allocation, name, used), options)}`,
    ...(stats && used ? taskStats(used, options) : []),
    titled('Task Events:', times(state), options),
    titled('Recent Events:', recentEvents(state), options),
  ].join('\n\n');
}

function resources(
  { AllocatedResources }: WireAllocation,
  name: string,
  used: TaskUsage | undefined,
): string {
  const task = AllocatedResources.Tasks[name];
  const [first = '', ...more] = (task?.Networks ?? []).flatMap(
    ({ IP, DynamicPorts, ReservedPorts }) =>
      [...(DynamicPorts ?? []), ...(ReservedPorts ?? [])].map(
        ({ Label, Value }) => `${Label}: ${IP}:${Value}`,
      ),
  );
  const cpuMhz = `${task?.Cpu.CpuShares ?? 0} MHz`;
  const memory = formatMebibytes(task?.Memory.MemoryMB ?? 0);
  const rows = [
    ['CPU', 'Memory', 'Disk', 'Addresses'],
    [
      used?.CpuStats ? `${Math.floor(used.CpuStats.TotalTicks ?? 0)}/${cpuMhz}` : cpuMhz,
      used?.MemoryStats ? `${formatBytes(memoryUsed(used))}/${memory}` : memory,
      formatMebibytes(AllocatedResources.Shared.DiskMB),
      first,
    ],
    ...more.map((address) => ['', '', '', address]),
  ];
  return table(rows, { empty: '' });
}

/** Not every driver can tell what is resident. */
function memoryUsed({ MemoryStats }: TaskUsage): number {
  return MemoryStats?.RSS || MemoryStats?.Usage || 0;
}

function times(state: TaskState | undefined): string {
  return keyValues([
    ['Started At', time(state?.StartedAt)],
    ['Finished At', time(state?.FinishedAt)],
    ['Total Restarts', String(state?.Restarts ?? 0)],
    ['Last Restart', time(state?.LastRestart)],
  ]);
}

function recentEvents(state: TaskState | undefined): string {
  const rows = (state?.Events ?? [])
    .toReversed()
    .map(({ Time, Type, DisplayMessage }) => [formatTime(msOfNanos(Time)), Type, DisplayMessage]);
  return table([['Time', 'Type', 'Description'], ...rows]);
}

function time(timestamp: string | null | undefined): string {
  return timestamp ? formatTime(Date.parse(timestamp)) : 'N/A';
}
