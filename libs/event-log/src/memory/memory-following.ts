import type { Recorded, Seq } from '@steppe/domain';
import type { Following } from '../event-log.ts';

/** Hands entries over one after another, never from within the call that appended them. */
export class MemoryFollowing implements Following {
  readonly failed: Promise<never>;
  readonly #fail: (cause: unknown) => void;
  readonly #source: Source;
  #nextIndex: number;
  #handedOverSeq: Seq;
  #isAwake = false;
  #isStopped = false;

  constructor(source: Source) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    this.#source = source;
    this.#nextIndex = source.firstIndex;
    this.#handedOverSeq = source.afterSeq;
  }

  /** Says that there may be new entries. */
  wake(): void {
    if (this.#isAwake || this.#isStopped) return;
    this.#isAwake = true;
    queueMicrotask(() => this.#handOver());
  }

  async lag(): Promise<number> {
    return Math.max(0, this.#source.lastSeq() - this.#handedOverSeq);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#source.onStop();
  }

  #handOver(): void {
    try {
      while (!this.#isStopped) {
        const entry = this.#source.entryAt(this.#nextIndex);
        if (!entry) break;
        this.#nextIndex += 1;
        if (entry === 'trimmed' || entry.seq <= this.#source.afterSeq) continue;
        this.#source.onEntry(entry);
        this.#handedOverSeq = entry.seq;
      }
    } catch (error) {
      this.#isStopped = true;
      this.#source.onStop();
      this.#fail(error);
    }
    this.#isAwake = false;
  }
}

interface Source {
  readonly afterSeq: Seq;
  /** Where to start; it may be beyond the last entry. */
  readonly firstIndex: number;
  /** @throws SteppeError `LOG_UNKNOWN_EVENT` */
  entryAt(index: number): Recorded | 'trimmed' | undefined;
  lastSeq(): Seq;
  onEntry(entry: Recorded): void;
  onStop(): void;
}
