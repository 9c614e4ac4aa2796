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
  /** Fits that were worked out: many nodes are alike, and powers are dear. */
  private readonly fits = new Float64Array(FITS_KEPT);
  private readonly cpuShares = new Float64Array(FITS_KEPT).fill(Number.NaN);
  private readonly memoryShares = new Float64Array(FITS_KEPT).fill(Number.NaN);

  constructor(cluster: ProposedCluster, rules: GroupRules) {
    this.cluster = cluster;
    this.rules = rules;
  }

  /** How well one more allocation fits, from 0; else {@link NO_ROOM} or {@link MUST_ASK}. */
  fit(slot: number): number {
    const { demand, devices, config } = this.rules;
    const { columns } = this.cluster.table;
    // Whole cores take their share of the cpu, which differs from node to node; devices have scores of their own.
    if (demand.cores > 0 || devices.length > 0 || columns.hasCores[slot] === 1) return MUST_ASK;
    const cpuMhz = (columns.usedCpuMhz[slot] ?? 0) + demand.cpuMhz;
    const memoryMb = (columns.usedMemoryMb[slot] ?? 0) + demand.memoryMb;
    const diskMb = (columns.usedDiskMb[slot] ?? 0) + demand.diskMb;
    const cpuMax = columns.cpuMhz[slot] ?? 0;
    const memoryMax = columns.memoryMb[slot] ?? 0;
    if (cpuMhz > cpuMax || memoryMb > memoryMax || diskMb > (columns.diskMb[slot] ?? 0)) {
      return NO_ROOM;
    }
    const cpuShare = cpuMhz / cpuMax;
    const memoryShare = memoryMb / memoryMax;
    const place = (cpuMhz * 31 + memoryMb) & (FITS_KEPT - 1);
    if (this.cpuShares[place] !== cpuShare || this.memoryShares[place] !== memoryShare) {
      this.cpuShares[place] = cpuShare;
      this.memoryShares[place] = memoryShare;
      this.fits[place] = scoreOfFit(config, { cpuShare, memoryShare });
    }
    return this.fits[place] ?? 0;
  }
}

/** The node itself must be asked. */
export const MUST_ASK = -1;
export const NO_ROOM = -2;

/** A power of two. */
const FITS_KEPT = 256;
