import { type AllocationRow, groupOf, type NodeRow, type Task } from '@steppe/domain';
import type { AllocReport } from '../client/usage/task-usage.ts';
import { type Gauge, gauge } from './metric.ts';
import { nodeLabels } from './node-gauges.ts';

/**
 * What each running task of an allocation uses.
 *
 * @param options.mhzPerCore what a busy core of its node gives.
 */
export function taskGauges(
  row: AllocationRow,
  report: AllocReport,
  { node, mhzPerCore }: { readonly node: NodeRow; readonly mhzPerCore: number },
): Gauge[] {
  const tasks = groupOf(row.jobVersion, row.groupName)?.tasks ?? [];
  return Object.entries(report).flatMap(([name, usage]) => {
    const task = tasks.find((each) => each.name === name);
    const labels = { ...nodeLabels(node), ...taskLabels(row, name), alloc_id: row.id };
    const values = { ...usageValues(usage, mhzPerCore), ...allocatedValues(task) };
    return Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [gauge(`client.allocs.${key}`, value, labels)],
    );
  });
}

/** Undefined is what the driver could not measure. */
function usageValues(
  { cpu, memory }: AllocReport[string],
  mhzPerCore: number,
): Record<string, number | undefined> {
  return {
    'cpu.total_percent': cpu.percent,
    'cpu.user': cpu.userPercent,
    'cpu.system': cpu.systemPercent,
    'cpu.total_ticks': (cpu.percent / 100) * mhzPerCore,
    'cpu.throttled_periods': cpu.throttledPeriods,
    'cpu.throttled_time': cpu.throttledNs,
    'memory.rss': memory.rssBytes,
    'memory.usage': memory.usageBytes,
    'memory.max_usage': memory.maxUsageBytes,
    'memory.cache': memory.cacheBytes,
    'memory.swap': memory.swapBytes,
    'memory.kernel_usage': memory.kernelUsageBytes,
    'memory.kernel_max_usage': memory.kernelMaxUsageBytes,
  };
}

const BYTES_PER_MB = 1_048_576;

function allocatedValues(task: Task | undefined): Record<string, number> {
  if (task === undefined) return {};
  const { cpuMhz, memoryMb, memoryMaxMb } = task.resources;
  return {
    'cpu.allocated': cpuMhz,
    'memory.allocated': memoryMb * BYTES_PER_MB,
    'memory.max_allocated': memoryMaxMb * BYTES_PER_MB,
  };
}

export function taskLabels(
  { jobVersion, groupName }: AllocationRow,
  task: string,
): Record<string, string> {
  const { namespace, id } = jobVersion.job;
  return { namespace, job: id, task_group: groupName, task };
}
