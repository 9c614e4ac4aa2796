import type { Node, NodeUsage } from '@steppe/domain';

const CAPACITY_MIN = 64;

/** One array for each number of a node that every evaluation reads, by slot. */
export class NodeColumns {
  /** 1: the node takes placements. */
  isReady = new Uint8Array(CAPACITY_MIN);
  /** 1: a node whose cpu is in part given away as whole cores; the other numbers do not tell what that takes. */
  hasCores = new Uint8Array(CAPACITY_MIN);
  kind = new Int32Array(CAPACITY_MIN);
  hash = new Int32Array(CAPACITY_MIN);
  /** What tasks may use in all: the node's resources without what is reserved. */
  cpuMhz = new Float64Array(CAPACITY_MIN);
  memoryMb = new Float64Array(CAPACITY_MIN);
  diskMb = new Float64Array(CAPACITY_MIN);
  /** What allocations hold of it. */
  usedCpuMhz = new Float64Array(CAPACITY_MIN);
  usedMemoryMb = new Float64Array(CAPACITY_MIN);
  usedDiskMb = new Float64Array(CAPACITY_MIN);

  /** The first to be set of a slot. */
  setHash(slot: number, hash: number): void {
    this.reserve(slot + 1);
    this.hash[slot] = hash;
  }

  setNode(
    slot: number,
    { resources, reserved }: Node,
    { isReady, kind }: { isReady: boolean; kind: number },
  ): void {
    this.isReady[slot] = Number(isReady);
    this.kind[slot] = kind;
    this.cpuMhz[slot] = resources.cpuMhz - reserved.cpuMhz;
    this.memoryMb[slot] = resources.memoryMb - reserved.memoryMb;
    this.diskMb[slot] = resources.diskMb - reserved.diskMb;
  }

  setUsage(slot: number, usage: NodeUsage | undefined): void {
    this.hasCores[slot] = Number(usage !== undefined && usage.cores > 0);
    this.usedCpuMhz[slot] = usage?.cpuMhz ?? 0;
    this.usedMemoryMb[slot] = usage?.memoryMb ?? 0;
    this.usedDiskMb[slot] = usage?.diskMb ?? 0;
  }

  clear(slot: number): void {
    this.isReady[slot] = 0;
  }

  private reserve(size: number): void {
    const capacity = this.isReady.length;
    if (size <= capacity) return;
    const larger = Math.max(size, 2 * capacity);
    this.isReady = grown(this.isReady, new Uint8Array(larger));
    this.hasCores = grown(this.hasCores, new Uint8Array(larger));
    this.kind = grown(this.kind, new Int32Array(larger));
    this.hash = grown(this.hash, new Int32Array(larger));
    this.cpuMhz = grown(this.cpuMhz, new Float64Array(larger));
    this.memoryMb = grown(this.memoryMb, new Float64Array(larger));
    this.diskMb = grown(this.diskMb, new Float64Array(larger));
    this.usedCpuMhz = grown(this.usedCpuMhz, new Float64Array(larger));
    this.usedMemoryMb = grown(this.usedMemoryMb, new Float64Array(larger));
    this.usedDiskMb = grown(this.usedDiskMb, new Float64Array(larger));
  }
}

function grown<T extends { set(from: ArrayLike<number>): void }>(
  from: ArrayLike<number>,
  to: T,
): T {
  to.set(from);
  return to;
}
