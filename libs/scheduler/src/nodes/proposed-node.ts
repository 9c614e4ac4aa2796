import {
  type AllocationRow,
  demandOf,
  type GroupDemand,
  holdingsOf,
  type NodeRow,
  type NodeUsage,
} from '@steppe/domain';
import { chooseCores, type CoreAsk, reservableCores } from '../cores/free-cores.ts';
import type { DeviceAsk } from '../devices/device-ask.ts';
import { type DeviceOffer, offerDevices } from '../devices/offer-devices.ts';
import { NodePorts } from '../ports/node-ports.ts';
import { asksForPorts, type PortDemand } from '../ports/port-demand.ts';
import type { Asked, Given } from './asked.ts';
import { ProposedHoldings } from './proposed-holdings.ts';

const NONE: [] = [];

/**
 * A node as it would be with the plan so far: what the state says it holds, less what the plan stops there,
 * plus what it places. Changed in place, since a plan touches each node many times.
 */
export class ProposedNode {
  readonly row: NodeRow;
  /** What tasks may use in all: the node's resources without what is reserved. */
  readonly cpuMhz: number;
  readonly memoryMb: number;
  readonly diskMb: number;
  readonly cores: number;
  /** Its position in the proposed cluster. */
  readonly slot: number;
  /** Orders equally good nodes: see `orderKey`. */
  readonly order: number;
  usedCpuMhz = 0;
  usedMemoryMb = 0;
  usedDiskMb = 0;
  usedCores = 0;
  /** Allocations of any job. */
  usedAllocs = 0;
  /** Allocations of the job that is being scheduled, over all of its groups. */
  jobAllocs = 0;
  /** The groups that have allocations here; of nearly all jobs that is one. */
  private groupAllocs: { readonly group: string; count: number }[] = NONE;
  private readonly usage: NodeUsage | undefined;
  private lazyPorts: NodePorts | undefined;
  private lazyHoldings: ProposedHoldings | undefined;

  constructor(
    row: NodeRow,
    { usage, slot, order }: { usage: NodeUsage | undefined; slot: number; order: number },
  ) {
    const { resources, reserved } = row.node;
    this.row = row;
    this.usage = usage;
    this.slot = slot;
    this.order = order;
    this.cpuMhz = resources.cpuMhz - reserved.cpuMhz;
    this.memoryMb = resources.memoryMb - reserved.memoryMb;
    this.diskMb = resources.diskMb - reserved.diskMb;
    this.cores = resources.cpuCores;
    if (usage) {
      this.usedCores = usage.cores;
      this.usedAllocs = usage.allocs;
      this.usedCpuMhz = usage.cpuMhz + this.cpuOfCores(usage.cores);
      this.usedMemoryMb = usage.memoryMb;
      this.usedDiskMb = usage.diskMb;
    }
  }

  get id(): string {
    return this.row.node.id;
  }

  allocsOfGroup(group: string): number {
    for (const ofGroup of this.groupAllocs) if (ofGroup.group === group) return ofGroup.count;
    return 0;
  }

  /** Counts an allocation of the job that the state has on this node. Its resources are counted already. */
  countAlloc(group: string, difference: 1 | -1): void {
    this.jobAllocs += difference;
    const known = this.groupAllocs.find((ofGroup) => ofGroup.group === group);
    if (known) known.count += difference;
    else this.groupAllocs = [...this.groupAllocs, { group, count: difference }];
  }

  /** The first dimension that is exhausted for a demand, in Nomad's words; undefined when it fits. */
  rejectDemand(demand: GroupDemand): string | undefined {
    if (this.usedCpuMhz + this.cpuOf(demand) > this.cpuMhz) return 'cpu';
    if (this.usedMemoryMb + demand.memoryMb > this.memoryMb) return 'memory';
    if (this.usedDiskMb + demand.diskMb > this.diskMb) return 'disk';
    return undefined;
  }

  /** Whether it holds more than it has: it was registered anew with less. */
  get isOverfull(): boolean {
    const { usedCpuMhz, usedMemoryMb, usedDiskMb } = this;
    return usedCpuMhz > this.cpuMhz || usedMemoryMb > this.memoryMb || usedDiskMb > this.diskMb;
  }

  rejectPorts(ports: PortDemand): string | undefined {
    return asksForPorts(ports) ? this.ports.reject(ports) : undefined;
  }

  rejectCores(asks: readonly CoreAsk[]): string | undefined {
    if (asks.length === 0) return undefined;
    const wanted = asks.reduce((sum, { count }) => sum + count, 0);
    const isFull = this.usedCores + wanted > reservableCores(this.row.node).length;
    return isFull || !chooseCores(this.row.node, this.holdings, asks) ? 'cores' : undefined;
  }

  rejectDevices(asks: readonly DeviceAsk[]): string | undefined {
    const offer = this.offerOf(asks);
    return offer && 'exhausted' in offer ? offer.exhausted : undefined;
  }

  /** How far the node meets the affinities of device requests, from -1 to 1; undefined when there are none. */
  deviceScore(asks: readonly DeviceAsk[]): number | undefined {
    const offer = this.offerOf(asks);
    return offer && 'score' in offer ? offer.score : undefined;
  }

  /** The node's own limit on allocations. */
  get isCrowded(): boolean {
    const { maxAllocs } = this.row.node;
    return maxAllocs !== undefined && this.usedAllocs >= maxAllocs;
  }

  /** Takes what one allocation of a group needs. */
  place(group: string, { demand, ports, cores, devices }: Asked): Given {
    const offer = this.offerOf(devices);
    const given: Given = {
      ports: asksForPorts(ports) ? this.ports.take(ports) : [],
      cores: cores.length > 0 ? chooseCores(this.row.node, this.holdings, cores) : undefined,
      devices: offer && 'devices' in offer ? offer.devices : undefined,
    };
    this.use(demand, 1);
    this.countAlloc(group, 1);
    this.count({ cores: given.cores, devices: given.devices }, 1);
    return given;
  }

  /** Gives back what an allocation of the job holds, since the plan stops it. */
  release(alloc: AllocationRow): void {
    this.evict(alloc);
    this.countAlloc(alloc.groupName, -1);
  }

  /** Undoes a {@link release}. */
  retake(alloc: AllocationRow): void {
    this.restore(alloc);
    this.countAlloc(alloc.groupName, 1);
  }

  /** Gives back what an allocation of another job holds, since the plan evicts it. */
  evict(alloc: AllocationRow): void {
    this.use(demandOf(alloc.jobVersion, alloc.groupName), -1);
    if (alloc.ports.length > 0) this.ports.count(alloc.ports, -1);
    this.count(alloc, -1);
  }

  /** Undoes an {@link evict}. */
  restore(alloc: AllocationRow): void {
    this.use(demandOf(alloc.jobVersion, alloc.groupName), 1);
    if (alloc.ports.length > 0) this.ports.count(alloc.ports, 1);
    this.count(alloc, 1);
  }

  /** What would be free without some allocations that are here. */
  freeWithout(allocs: readonly AllocationRow[]): {
    cpuMhz: number;
    memoryMb: number;
    diskMb: number;
  } {
    const free = {
      cpuMhz: this.cpuMhz - this.usedCpuMhz,
      memoryMb: this.memoryMb - this.usedMemoryMb,
      diskMb: this.diskMb - this.usedDiskMb,
    };
    for (const alloc of allocs) {
      const demand = demandOf(alloc.jobVersion, alloc.groupName);
      free.cpuMhz += this.cpuOf(demand);
      free.memoryMb += demand.memoryMb;
      free.diskMb += demand.diskMb;
    }
    return free;
  }

  /**
   * Those of the allocations that hold fixed ports which are asked for; undefined when the ports would be
   * held without them too.
   */
  holdersOf(ports: PortDemand, allocs: readonly AllocationRow[]): AllocationRow[] | undefined {
    if (this.rejectPorts(ports) === undefined) return [];
    const asked = new Set(ports.fixed.map(({ value }) => value));
    const holders = allocs.filter((alloc) => alloc.ports.some(({ value }) => asked.has(value)));
    for (const { ports: held } of holders) this.ports.count(held, -1);
    const rejection = this.rejectPorts(ports);
    for (const { ports: held } of holders) this.ports.count(held, 1);
    return rejection === undefined ? holders : undefined;
  }

  /** MHz that a demand takes: whole cores count with their share of the node. */
  cpuOf(demand: GroupDemand): number {
    return demand.cores > 0 ? demand.cpuMhz + this.cpuOfCores(demand.cores) : demand.cpuMhz;
  }

  private use(demand: GroupDemand, sign: 1 | -1): void {
    this.usedCpuMhz += sign * this.cpuOf(demand);
    this.usedMemoryMb += sign * demand.memoryMb;
    this.usedDiskMb += sign * demand.diskMb;
    this.usedCores += sign * demand.cores;
    this.usedAllocs += sign;
  }

  private count({ cores, devices }: Pick<AllocationRow, 'cores' | 'devices'>, sign: 1 | -1): void {
    if (cores || devices) this.holdings.count(holdingsOf({ ports: [], cores, devices }), sign);
  }

  private offerOf(asks: readonly DeviceAsk[]): DeviceOffer | undefined {
    return asks.length === 0 ? undefined : offerDevices(this.row.node, this.holdings, asks);
  }

  private get holdings(): ProposedHoldings {
    this.lazyHoldings ??= new ProposedHoldings(this.usage?.holdings);
    return this.lazyHoldings;
  }

  private cpuOfCores(cores: number): number {
    if (cores === 0) return 0;
    return Math.floor((cores * this.row.node.resources.cpuMhz) / Math.max(1, this.cores));
  }

  private get ports(): NodePorts {
    this.lazyPorts ??= new NodePorts(this.row.node, {
      usage: this.usage,
      holdings: this.holdings,
      seed: this.order,
    });
    return this.lazyPorts;
  }
}
