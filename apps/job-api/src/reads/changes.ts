import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Recorded, type State, type TableName, TABLES } from '@steppe/domain';
import { type Projection, type Timers } from '@steppe/event-log';
import { PROJECTION } from '@steppe/nest-kit';
import { TIMERS } from '../tokens.ts';

interface Waiter {
  readonly isDone: (state: State) => boolean;
  readonly wake: () => void;
}

/** Lets requests wait until the state has changed: woken by the entries of the log, never by looking again. */
@Injectable()
export class Changes implements OnModuleDestroy {
  readonly #projection: Projection;
  readonly #timers: Timers;
  readonly #waiting = new Map<TableName, Set<Waiter>>();
  readonly #unsubscribe: () => void;

  constructor(@Inject(PROJECTION) projection: Projection, @Inject(TIMERS) timers: Timers) {
    this.#projection = projection;
    this.#timers = timers;
    this.#unsubscribe = projection.onApplied((entry) => this.#check(entry));
  }

  /** Everyone who still waits is answered with what there is. */
  onModuleDestroy(): void {
    this.#unsubscribe();
    for (const waiters of this.#waiting.values()) for (const { wake } of waiters) wake();
  }

  /** How many requests wait. */
  get count(): number {
    return new Set([...this.#waiting.values()].flatMap((waiters) => [...waiters])).size;
  }

  /** Resolves when an entry that changed one of the tables made `isDone` true, in time or not. */
  async until(
    isDone: (state: State) => boolean,
    {
      tables,
      timeoutMs,
      signal,
    }: { tables: readonly TableName[]; timeoutMs: number; signal: AbortSignal },
  ): Promise<void> {
    if (isDone(this.#projection.state) || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const waiter = { isDone, wake };
    const cancel = this.#timers.after(timeoutMs, wake);
    signal.addEventListener('abort', wake, { once: true });
    for (const table of tables) this.#waitersOf(table).add(waiter);
    try {
      await promise;
    } finally {
      cancel();
      signal.removeEventListener('abort', wake);
      for (const table of tables) this.#waitersOf(table).delete(waiter);
    }
  }

  #check({ seq }: Recorded): void {
    const { state } = this.#projection;
    for (const table of TABLES) {
      if (state.tableSeq[table] !== seq) continue;
      for (const { isDone, wake } of this.#waitersOf(table)) if (isDone(state)) wake();
    }
  }

  #waitersOf(table: TableName): Set<Waiter> {
    const waiters = this.#waiting.get(table) ?? new Set();
    this.#waiting.set(table, waiters);
    return waiters;
  }
}
