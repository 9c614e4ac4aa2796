import { parseFilter, passesFilter } from '@steppe/api-contract';
import type { State, TableName } from '@steppe/domain';
import { JsonList } from '../http/json-list.ts';
import type { ReadOptions } from '../http/read-options.ts';

/** A read of a list. */
export interface ListQuery<T> {
  /** The tables whose changes may change the answer. */
  readonly tables: readonly TableName[];
  /** The rows in their order. */
  readonly rows: (state: State) => Iterable<T>;
  /** Names a row's place: the next page begins at the row with this token, or where it would be. */
  readonly tokenOf: (row: T) => string;
  /** Of lists in the order of creation, whose tokens begin with it: most rows before a page are passed over by it. */
  readonly createSeqOf?: (row: T) => number;
  /** Whether a token's place is before another's; default: the order of text. */
  readonly compareTokens?: (a: string, b: string) => number;
  readonly toWire: (row: T, state: State) => unknown;
  /** The schema of what `toWire` gives, whose fields a filter may name. */
  readonly item: { readonly shape: Readonly<Record<string, unknown>> };
}

/** One page, or everything. Rows before and after the page are not mapped, and those in it when they are written. */
export function pageOf<T>(
  query: ListQuery<T>,
  { perPage, nextToken, reverse, filter }: ReadOptions,
  state: State,
): { items: JsonList<T>; nextToken: string | undefined } {
  const wanted = filter === '' ? undefined : parseFilter(filter);
  const fields = new Set(Object.keys(query.item.shape));
  const compare = query.compareTokens ?? compareText;
  const direction = reverse ? -1 : 1;
  const page: T[] = [];
  const toItem = (row: T): unknown => query.toWire(row, state);
  const rows = reverse ? [...query.rows(state)].toReversed() : query.rows(state);
  const fromSeq =
    query.createSeqOf && nextToken !== '' ? Number(splitOnce(nextToken)[0]) : undefined;
  for (const row of rows) {
    if (fromSeq !== undefined && query.createSeqOf) {
      if (direction * (query.createSeqOf(row) - fromSeq) < 0) continue;
    }
    const token = query.tokenOf(row);
    if (nextToken !== '' && direction * compare(token, nextToken) < 0) continue;
    if (wanted && !passesFilter(wanted, toItem(row), fields)) continue;
    if (perPage > 0 && page.length === perPage) {
      return { items: new JsonList(page, toItem), nextToken: token };
    }
    page.push(row);
  }
  return { items: new JsonList(page, toItem), nextToken: undefined };
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
