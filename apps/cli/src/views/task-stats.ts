import { formatBytes } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { TaskUsage } from '../wire/resource-usage.ts';
import type { ViewOptions } from './view-options.ts';

/** What a task uses, in the measures that its driver takes. */
export function taskStats(
  { MemoryStats, CpuStats }: TaskUsage,
  options: Pick<ViewOptions, 'bold'>,
): string[] {
  const memory = {
    RSS: MemoryStats?.RSS,
    Cache: MemoryStats?.Cache,
    Swap: MemoryStats?.Swap,
    Usage: MemoryStats?.Usage,
    'Max Usage': MemoryStats?.MaxUsage,
    'Kernel Usage': MemoryStats?.KernelUsage,
    'Kernel Max Usage': MemoryStats?.KernelMaxUsage,
  };
  const cpu = {
    Percent: percent(CpuStats?.Percent),
    'System Mode': percent(CpuStats?.SystemMode),
    'User Mode': percent(CpuStats?.UserMode),
    'Throttled Periods': String(CpuStats?.ThrottledPeriods ?? 0),
    'Throttled Time': String(CpuStats?.ThrottledTime ?? 0),
  };
  return [
    measures(
      'Memory Stats',
      MemoryStats?.Measured,
      (name) => formatBytes(valueOf(memory, name) ?? 0),
      options,
    ),
    measures('CPU Stats', CpuStats?.Measured, (name) => valueOf(cpu, name) ?? '', options),
  ].filter((block) => block !== '');
}

function measures(
  title: string,
  measured: readonly string[] | null | undefined,
  format: (name: string) => string,
  options: Pick<ViewOptions, 'bold'>,
): string {
  const names = (measured ?? []).toSorted();
  if (names.length === 0) return '';
  return titled(title, table([names, names.map(format)]), options);
}

function valueOf<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function percent(value = 0): string {
  return `${value.toFixed(2)}%`;
}
