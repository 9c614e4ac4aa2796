import type { ProposedCluster } from '../nodes/proposed-cluster.ts';
import { NO_ZONE } from './node-zones.ts';

/**
 * The nodes that a ranking compares, by their slots in the cluster: one array per property, since a ranking of
 * thousands of nodes is made for each evaluation.
 */
export class Candidates {
  /** Its own parts of the score, added up. */
  readonly sum: Float64Array;
  /** As `sum`, without the fit. */
  readonly wish: Float64Array;
  /** How many parts are in `sum`. */
  readonly parts: Uint8Array;
  /** The zone it is in; {@link NO_ZONE} when it is not feasible. */
  readonly zone: Int32Array;
  /** The heap that holds it now; -1 while it has no room. */
  readonly heap: Int32Array;
  /** Its place in that heap. */
  readonly position: Int32Array;
  private readonly cluster: ProposedCluster;

  constructor(cluster: ProposedCluster) {
    const { size } = cluster;
    this.cluster = cluster;
    this.sum = new Float64Array(size);
    this.wish = new Float64Array(size);
    this.parts = new Uint8Array(size);
    this.zone = new Int32Array(size).fill(NO_ZONE);
    this.heap = new Int32Array(size).fill(-1);
    this.position = new Int32Array(size);
  }

  /** Whether `a` comes first: by score, then in the evaluation's own order. */
  precedes(a: number, b: number): boolean {
    const ahead = (this.sum[a] ?? 0) - (this.sum[b] ?? 0);
    return ahead === 0 ? this.isEarlier(a, b) : ahead > 0;
  }

  /** Decides between equals. */
  isEarlier(a: number, b: number): boolean {
    const { orders } = this.cluster;
    const ahead = (orders[a] ?? 0) - (orders[b] ?? 0);
    return ahead === 0 ? this.idOf(a) < this.idOf(b) : ahead < 0;
  }

  private idOf(slot: number): string {
    return this.cluster.table.idAt(slot);
  }
}
