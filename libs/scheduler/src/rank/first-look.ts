import type { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { GroupRules } from './group-rules.ts';
import { scoreOfFit } from './node-score.ts';

/**
 * What can be said of a node that the plan has not touched from a few numbers, for thousands of nodes at a time.
 * It may take a node for one with room that has none, as when its ports are taken, and never the other way round;
 * and its fit is what `fitScore` says.
 */
export class FirstLook {
  private readonly cluster: ProposedCluster;
  private readonly rules: GroupRules;
  private readonly fits = new FitMemory();

  constructor(cluster: ProposedCluster, rules: GroupRules) {
    this.cluster = cluster;
    this.rules = rules;
  }

  /** How well one more allocation fits; undefined when there is no room for it. -1: the node itself must be asked. */
  fit(slot: number): number | undefined {
    const { demand, devices, config } = this.rules;
    const { columns } = this.cluster.table;
    // Whole cores take their share of the cpu, which differs from node to node; devices have scores of their own.
    if (demand.cores > 0 || devices.length > 0 || columns.hasCores[slot] === 1) return MUST_ASK;
    const cpuMhz = (columns.usedCpuMhz[slot] ?? 0) + demand.cpuMhz;
    const memoryMb = (columns.usedMemoryMb[slot] ?? 0) + demand.memoryMb;
    const diskMb = (columns.usedDiskMb[slot] ?? 0) + demand.diskMb;
    const [cpuMax, memoryMax] = [columns.cpuMhz[slot] ?? 0, columns.memoryMb[slot] ?? 0];
    if (cpuMhz > cpuMax || memoryMb > memoryMax || diskMb > (columns.diskMb[slot] ?? 0)) {
      return undefined;
    }
    return this.fits.of({ cpuShare: cpuMhz / cpuMax, memoryShare: memoryMb / memoryMax }, config);
  }
}

export const MUST_ASK = -1;

/** Remembers the last fit: nodes that follow each other are often alike, and powers are dear. */
class FitMemory {
  private cpuShare = Number.NaN;
  private memoryShare = Number.NaN;
  private fit = 0;

  of(shares: { cpuShare: number; memoryShare: number }, config: GroupRules['config']): number {
    if (shares.cpuShare !== this.cpuShare || shares.memoryShare !== this.memoryShare) {
      this.cpuShare = shares.cpuShare;
      this.memoryShare = shares.memoryShare;
      this.fit = scoreOfFit(config, shares);
    }
    return this.fit;
  }
}
