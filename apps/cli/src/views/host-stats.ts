import { formatBytes } from '../layout/quantity.ts';
import { keyValues } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { HostStats } from '../wire/host-stats.ts';
import type { ViewOptions } from './view-options.ts';

/** What each CPU, the memory and each disk does. */
export function hostStatsBlocks(
  { CPU, Memory, DiskStats }: HostStats,
  options: Pick<ViewOptions, 'bold'>,
): string[] {
  const cpus = (CPU ?? []).map(({ CPU: name, User, System, Idle }) =>
    keyValues([
      ['CPU', name],
      ['User', percent(User)],
      ['System', percent(System)],
      ['Idle', percent(Idle)],
    ]),
  );
  const memory = keyValues([
    ['Total', formatBytes(Memory.Total)],
    ['Available', formatBytes(Memory.Available)],
    ['Used', formatBytes(Memory.Used)],
    ['Free', formatBytes(Memory.Free)],
  ]);
  const disks = (DiskStats ?? []).map((disk) =>
    keyValues([
      ['Device', disk.Device],
      ['MountPoint', disk.Mountpoint],
      ['Size', formatBytes(disk.Size)],
      ['Used', formatBytes(disk.Used)],
      ['Available', formatBytes(disk.Available)],
      ['Used Percent', percent(disk.UsedPercent)],
      ['Inodes Percent', percent(disk.InodesUsedPercent)],
    ]),
  );
  return [
    titled('CPU Stats', cpus.join('\n\n'), options),
    titled('Memory Stats', memory, options),
    titled('Disk Stats', disks.join('\n\n'), options),
  ];
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
