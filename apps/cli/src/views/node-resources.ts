import type { WireAllocation, WireNode } from '@steppe/api-contract';
import { formatBytes, formatMebibytes } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import type { HostStats } from '../wire/host-stats.ts';

/** What the allocations that run hold of what the node offers. */
export function allocatedResources(node: WireNode, allocations: readonly WireAllocation[]): string {
  const held = allocations.filter(({ ClientStatus }) => ClientStatus === 'running');
  let [cpuMhz, memoryMb, diskMb] = [0, 0, 0];
  for (const { AllocatedResources } of held) {
    for (const task of Object.values(AllocatedResources.Tasks)) {
      cpuMhz += task.Cpu.CpuShares;
      memoryMb += task.Memory.MemoryMB;
    }
    diskMb += AllocatedResources.Shared.DiskMB;
  }
  const has = offered(node);
  return table([
    ['CPU', 'Memory', 'Disk', 'Alloc Count'],
    [
      `${cpuMhz}/${has.cpuMhz} MHz`,
      `${formatMebibytes(memoryMb)}/${formatMebibytes(has.memoryMb)}`,
      `${formatMebibytes(diskMb)}/${formatMebibytes(has.diskMb)}`,
      String(held.length),
    ],
  ]);
}

/** What the allocations use of what the node offers. */
export function allocationUtilization(
  node: WireNode,
  { cpuMhz, memoryBytes }: { cpuMhz: number; memoryBytes: number },
): string {
  const has = offered(node);
  return table([
    ['CPU', 'Memory'],
    [
      `${Math.floor(cpuMhz)}/${has.cpuMhz} MHz`,
      `${formatBytes(memoryBytes)}/${formatMebibytes(has.memoryMb)}`,
    ],
  ]);
}

/** What everything on the machine uses. */
export function hostUtilization(
  node: WireNode,
  { Memory, DiskStats, CPUTicksConsumed }: HostStats,
): string {
  const [disk] = DiskStats ?? [];
  return table([
    ['CPU', 'Memory', 'Disk'],
    [
      `${Math.floor(CPUTicksConsumed)}/${node.NodeResources.Cpu.CpuShares} MHz`,
      `${formatBytes(Memory.Used)}/${formatBytes(Memory.Total)}`,
      disk ? `${formatBytes(disk.Used)}/${formatBytes(disk.Size)}` : '',
    ],
  ]);
}

function offered({ NodeResources, ReservedResources }: WireNode): {
  cpuMhz: number;
  memoryMb: number;
  diskMb: number;
} {
  return {
    cpuMhz: NodeResources.Cpu.CpuShares - ReservedResources.Cpu.CpuShares,
    memoryMb: NodeResources.Memory.MemoryMB - ReservedResources.Memory.MemoryMB,
    diskMb: NodeResources.Disk.DiskMB - ReservedResources.Disk.DiskMB,
  };
}
