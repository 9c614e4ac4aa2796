import { Inject, Injectable } from '@nestjs/common';
import { type State, type SteppeError, type TableName } from '@steppe/domain';
import { type Projection } from '@steppe/event-log';
import { PROJECTION } from '@steppe/nest-kit';
import { Answer, foundNothingAt } from '../http/answer.ts';
import type { ReadOptions } from '../http/read-options.ts';
import { SharedJson } from '../http/shared-json.ts';
import { Changes } from './changes.ts';
import { OnceATurn } from './once-a-turn.ts';
import { type ListQuery, pageOf } from './page.ts';

interface Found {
  readonly body: unknown;
  readonly index: number;
}

/** A read of one thing. */
export interface OneQuery {
  /** The tables whose changes may change the answer. */
  readonly tables: readonly TableName[];
  /** The thing with the index at which it changed last; undefined when there is no such thing. */
  readonly find: (state: State) => Found | undefined;
  readonly otherwise: () => SteppeError;
}

/** Answers reads from the fold of the log, at once or as blocking queries. */
@Injectable()
export class Reads {
  readonly #projection: Projection;
  readonly #changes: Changes;
  readonly #found = new OnceATurn<Found | undefined>();

  constructor(@Inject(PROJECTION) projection: Projection, @Inject(Changes) changes: Changes) {
    this.#projection = projection;
    this.#changes = changes;
  }

  get state(): State {
    return this.#projection.state;
  }

  /** The state of the time that a request asks about. */
  stateFor({ past }: Pick<ReadOptions, 'past'>): State {
    return past ?? this.state;
  }

  async one(query: OneQuery, options: ReadOptions): Promise<Answer> {
    const { tables, otherwise } = query;
    const find = options.minIndex === 0 ? query.find : this.#sharedFind(query, options);
    const indexOf = (state: State): number => find(state)?.index ?? tableIndex(state, tables);
    await this.#block(indexOf, tables, options);
    const state = this.stateFor(options);
    const found = find(state);
    if (!found) throw foundNothingAt(tableIndex(state, tables), otherwise());
    return Answer.ofRead(found.body, found.index);
  }

  async list<T>(query: ListQuery<T>, options: ReadOptions): Promise<Answer> {
    const { tables } = query;
    await this.#block((state) => tableIndex(state, tables), tables, options);
    const state = this.stateFor(options);
    const { items, nextToken } = pageOf(query, options, state);
    return Answer.ofRead(items, tableIndex(state, tables), nextToken);
  }

  /** Of a blocking query, which may be one of many for the same. */
  #sharedFind({ find }: OneQuery, { sameAs }: ReadOptions): OneQuery['find'] {
    return (state) =>
      this.#found.get(sameAs, state.seq, () => {
        const found = find(state);
        return found && { ...found, body: new SharedJson(found.body) };
      });
  }

  /** Waits for an index beyond the one that the client has; a little longer than asked for, so that clients spread. */
  async #block(
    indexOf: (state: State) => number,
    tables: readonly TableName[],
    { minIndex, waitMs, signal }: ReadOptions,
  ): Promise<void> {
    if (minIndex === 0) return;
    const jitterMs = Math.random() * (waitMs / JITTER_FRACTION);
    await this.#changes.until((state) => indexOf(state) > minIndex, {
      tables,
      timeoutMs: waitMs + jitterMs,
      signal,
    });
  }
}

const JITTER_FRACTION = 16;

/** Last seq that changed one of the tables. */
function tableIndex(state: State, tables: readonly TableName[]): number {
  return Math.max(...tables.map((table) => state.tableSeq[table]));
}
