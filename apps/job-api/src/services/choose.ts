import { createHash } from 'node:crypto';
import { type ServiceRow, SteppeError } from '@steppe/domain';
import { parseWhole } from '../http/go-values.ts';

/** `?choose=2|key`: so many instances, for the same key always the same ones. */
export interface Choice {
  readonly count: number;
  readonly key: string;
}

/** @throws SteppeError `REQUEST_INVALID`. */
export function parseChoice(text: string | undefined): Choice | undefined {
  if (text === undefined || text === '') return undefined;
  const [number = '', key, ...rest] = text.split('|');
  const count = parseWhole(number);
  if (count !== undefined && count > 0 && key !== undefined && rest.length === 0) {
    return { count, key };
  }
  throw new SteppeError(
    'REQUEST_INVALID',
    `choose is ${JSON.stringify(text)}: it must be a number above 0 and a key, such as 2|my-host`,
  );
}

/**
 * Rendezvous hashing: when an instance comes or goes, only the choices that it takes part in change.
 */
export function chosenInstances(
  rows: readonly ServiceRow[],
  choice: Choice | undefined,
): readonly ServiceRow[] {
  if (!choice) return rows;
  const ranked = rows.map((row) => ({ row, rank: rankOf(choice.key, row.instance.id) }));
  return ranked
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, choice.count)
    .map(({ row }) => row);
}

function rankOf(key: string, id: string): string {
  return createHash('sha256').update(`${key}\n${id}`).digest('hex');
}
