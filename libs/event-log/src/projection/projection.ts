import {
  applyRecorded,
  emptyState,
  hashState,
  type Recorded,
  type Seq,
  type State,
  SteppeError,
} from '@steppe/domain';
import type { EventLog, Following } from '../event-log.ts';
import type { EventStore } from '../event-store.ts';
import { nearestState } from '../snapshot/state-at.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { SeqWaiters } from './seq-waiters.ts';
import { sha256Digest } from './sha256-digest.ts';

export interface ProjectionOptions {
  /** Where to start from, e.g. a snapshot; it is changed in place. Default: the empty state. */
  readonly state?: State;
  readonly timers?: Timers;
}

/**
 * A process's own view of the log: it folds each entry as it comes. It stops at the first entry that it
 * cannot fold, since a view that skipped a fact would make every later answer wrong.
 */
export class Projection {
  /** Only `applyRecorded` changes it: callers read. */
  readonly state: State;
  /** Rejects when the projection had to stop, with the reason. Whoever runs one must handle it, by ending. */
  readonly failed: Promise<never>;
  readonly #reject: (cause: unknown) => void;
  readonly #waiters: SeqWaiters;
  readonly #listeners = new Set<(recorded: Recorded) => void>();
  #failure: SteppeError | undefined;
  #following: Following | undefined;

  private constructor({ state = emptyState(), timers = systemTimers }: ProjectionOptions) {
    this.state = state;
    this.#waiters = new SeqWaiters(timers);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#reject = reject;
  }

  /**
   * Starts from the newest snapshot instead of the first entry: the same state, sooner.
   *
   * @throws SteppeError `INDEX_EXPIRED` when old entries are gone, and no snapshot of them can be read; as `start`.
   */
  static async open(
    { log, snapshots }: Pick<EventStore, 'log' | 'snapshots'>,
    options: Omit<ProjectionOptions, 'state'> = {},
  ): Promise<Projection> {
    const state = await nearestState({ log, snapshots });
    return await Projection.start(log, { ...options, state });
  }

  /**
   * Starts to follow the log, and resolves when everything that was in it at the call has been applied.
   *
   * @throws SteppeError `LOG_UNKNOWN_EVENT`, or whatever keeps the projection from reading that far.
   */
  static async start(log: EventLog, options: ProjectionOptions = {}): Promise<Projection> {
    const projection = new Projection(options);
    const endSeq = await log.lastSeq();
    const following = await log.follow({
      fromSeq: projection.state.seq + 1,
      onEntry: (entry) => projection.#apply(entry),
    });
    projection.#following = following;
    following.failed.catch((cause: unknown) => projection.#fail(cause));
    try {
      await projection.#waitForSeq(endSeq, CATCH_UP_TIMEOUT_MS);
    } catch (error) {
      // The caller learns of a failure from this rejection; it has no projection to watch.
      projection.failed.catch(() => undefined);
      await projection.stop();
      throw error;
    }
    return projection;
  }

  /**
   * Resolves once the entry at `seq` has been applied.
   *
   * @throws SteppeError `TIMEOUT`; or the reason why the projection stopped.
   */
  async waitFor(seq: Seq, { timeoutMs }: { timeoutMs: number }): Promise<void> {
    await this.#waitForSeq(seq, timeoutMs);
  }

  /**
   * Calls back right after each entry was folded, before anything else runs. A listener that throws stops
   * the projection.
   *
   * @returns a function that ends it.
   */
  onApplied(listener: (recorded: Recorded) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** How many entries the log is ahead of the state. */
  async lag(): Promise<number> {
    return (await this.#following?.lag()) ?? 0;
  }

  /** SHA-256 of the state, the same in every process that has applied the same entries. */
  hash(): string {
    return hashState(this.state, sha256Digest());
  }

  async stop(): Promise<void> {
    await this.#following?.stop();
    this.#waiters.failAll(
      this.#failure ?? new SteppeError('LOG_UNAVAILABLE', 'the projection was stopped'),
    );
  }

  async #waitForSeq(seq: Seq, timeoutMs: number): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.state.seq < seq) await this.#waiters.waitFor(seq, { timeoutMs });
  }

  #apply(entry: Recorded): void {
    applyRecorded(this.state, entry);
    for (const listener of this.#listeners) listener(entry);
    this.#waiters.reached(entry.seq);
  }

  #fail(cause: unknown): void {
    const code = cause instanceof SteppeError ? cause.code : 'LOG_INCOMPATIBLE';
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure = new SteppeError(
      code,
      `the projection stopped after seq ${this.state.seq}: ${reason}`,
      { cause },
    );
    this.#waiters.failAll(this.#failure);
    this.#reject(this.#failure);
  }
}

/** Replaying a million entries takes seconds; minutes mean that something is wrong. */
const CATCH_UP_TIMEOUT_MS = 600_000;
