import { parseFilter, passesFilter } from '@steppe/api-contract';
import type { State, TableName } from '@steppe/domain';
import type { ReadOptions } from '../http/read-options.ts';

/** A read of a list. */
export interface ListQuery<T> {
  /** The tables whose changes may change the answer. */
  readonly tables: readonly TableName[];
  /** The rows in their order. */
  readonly rows: (state: State) => Iterable<T>;
  /** Names a row's place: the next page begins at the row with this token, or where it would be. */
  readonly tokenOf: (row: T) => string;
  /** Whether a token's place is before another's; default: the order of text. */
  readonly compareTokens?: (a: string, b: string) => number;
  readonly toWire: (row: T, state: State) => unknown;
  /** The schema of what `toWire` gives, whose fields a filter may name. */
  readonly item: { readonly shape: Readonly<Record<string, unknown>> };
}

/** One page, or everything. Rows before and after the page are not mapped. */
export function pageOf<T>(
  query: ListQuery<T>,
  { perPage, nextToken, reverse, filter }: ReadOptions,
  state: State,
): { items: unknown[]; nextToken: string | undefined } {
  const wanted = filter === '' ? undefined : parseFilter(filter);
  const fields = new Set(Object.keys(query.item.shape));
  const compare = query.compareTokens ?? compareText;
  const direction = reverse ? -1 : 1;
  const items: unknown[] = [];
  const rows = reverse ? [...query.rows(state)].toReversed() : query.rows(state);
  for (const row of rows) {
    const token = query.tokenOf(row);
    if (nextToken !== '' && direction * compare(token, nextToken) < 0) continue;
    const item = query.toWire(row, state);
    if (wanted && !passesFilter(wanted, item, fields)) continue;
    if (perPage > 0 && items.length === perPage) return { items, nextToken: token };
    items.push(item);
  }
  return { items, nextToken: undefined };
}

/** The rows that are wanted, looked for one by one as they are needed. */
export function* where<T>(rows: Iterable<T>, isWanted: (row: T) => boolean): Generator<T> {
  for (const row of rows) if (isWanted(row)) yield row;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Compares tokens such as `710.b471d2ca-…`: by index, then by ID. */
export function compareCreation(a: string, b: string): number {
  const [indexA, idA] = splitOnce(a);
  const [indexB, idB] = splitOnce(b);
  return Number(indexA) - Number(indexB) || compareText(idA, idB);
}

function splitOnce(token: string): [string, string] {
  const dot = token.indexOf('.');
  return dot < 0 ? [token, ''] : [token.slice(0, dot), token.slice(dot + 1)];
}

interface Created {
  readonly createSeq: number;
}

/**
 * Rows of a table by the index at which they were made, then by ID. A table keeps them in the order in which
 * they were made, so only those of one entry are sorted.
 */
export function* byCreation<T extends Created>(
  rows: Iterable<T>,
  idOf: (row: T) => string,
): Generator<T> {
  let run: T[] = [];
  for (const row of rows) {
    if (run[0] !== undefined && run[0].createSeq !== row.createSeq) {
      yield* run.toSorted((a, b) => compareText(idOf(a), idOf(b)));
      run = [];
    }
    run.push(row);
  }
  yield* run.toSorted((a, b) => compareText(idOf(a), idOf(b)));
}
