import type { Seq } from '@steppe/domain';

/** When each node's capacity last grew. */
export class CapacityChanges {
  /** In order of seq, since a node that changes again moves to the end. */
  readonly #seqOf = new Map<string, Seq>();
  #latestSeq: Seq = 0;

  record(nodeId: string, seq: Seq): void {
    this.#seqOf.delete(nodeId);
    this.#seqOf.set(nodeId, seq);
    this.#latestSeq = Math.max(this.#latestSeq, seq);
  }

  /** Forgets a node that is gone. */
  forget(nodeId: string): void {
    this.#seqOf.delete(nodeId);
  }

  seqOf(nodeId: string): Seq {
    return this.#seqOf.get(nodeId) ?? 0;
  }

  /** Nodes whose capacity grew after `seq`. */
  *since(seq: Seq): Iterable<string> {
    if (this.#latestSeq <= seq) return;
    for (const [nodeId, changeSeq] of this.#seqOf) if (changeSeq > seq) yield nodeId;
  }
}
