import type { EpochMs, EvaluationRow, Seq } from '@steppe/domain';
import type { Release } from '../command.ts';

interface Released {
  readonly row: EvaluationRow;
  readonly attempt: number;
  readonly atMs: EpochMs;
}

/**
 * The evaluations that are with the workers. The queue gives an item out again when a worker dies over it, so
 * the broker does not; it steps in only when items vanished from the queue, as after a loss of its stream.
 */
export class Releases {
  /** The longest out first. */
  readonly #released = new Map<string, Released>();

  get size(): number {
    return this.#released.size;
  }

  start(row: EvaluationRow, { nowMs, minSeq }: { nowMs: EpochMs; minSeq: Seq }): Release {
    return this.#release({ row, attempt: 1, atMs: nowMs }, minSeq);
  }

  settle(evalId: string): void {
    this.#released.delete(evalId);
  }

  /** How many are out for `timeoutMs` or longer. */
  overdue({ nowMs, timeoutMs }: { nowMs: EpochMs; timeoutMs: number }): number {
    let count = 0;
    for (const { atMs } of this.#released.values()) {
      if (atMs + timeoutMs > nowMs) break;
      count += 1;
    }
    return count;
  }

  /** Releases the `count` longest out again. */
  again({ count, nowMs, minSeq }: { count: number; nowMs: EpochMs; minSeq: Seq }): Release[] {
    const longest = [...this.#released.values()].slice(0, Math.max(0, count));
    return longest.map(({ row, attempt }) => {
      this.#released.delete(row.evaluation.id);
      return this.#release({ row, attempt: attempt + 1, atMs: nowMs }, minSeq);
    });
  }

  /** The seq at which the evaluation became pending is in the ID: one that was blocked in between is new. */
  #release(released: Released, minSeq: Seq): Release {
    const { row, attempt } = released;
    const { id: evalId, namespace, jobId } = row.evaluation;
    this.#released.set(evalId, released);
    return {
      kind: 'release',
      id: `${evalId}.${row.modifySeq}.${attempt}`,
      item: { evalId, namespace, jobId, minSeq },
    };
  }
}
