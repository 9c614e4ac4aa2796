import { DriverError } from '../driver-error.ts';
import type { User } from './find-user.ts';

/** Users and groups that no task may run as: numbers and ranges of them, such as `0,1000-1999`. */
export interface DeniedIds {
  readonly uids?: string | undefined;
  readonly gids?: string | undefined;
}

/** @throws Error that names what is no number and no range. */
export function checkIdRanges(ranges: string): void {
  for (const range of partsOf(ranges)) rangeOf(range);
}

/** @throws DriverError `START_FAILED` for a user whose number, or whose group's, the node doesn't allow. */
export function refuseDenied({ name, uid, gid }: User, { uids = '', gids = '' }: DeniedIds): void {
  for (const [what, id, ranges] of [
    ['uid', uid, uids],
    ['gid', gid, gids],
  ] as const) {
    const found = partsOf(ranges).find((range) => isWithin(id, rangeOf(range)));
    if (found === undefined) continue;
    throw new DriverError(
      'START_FAILED',
      `running as user "${name}" is disallowed on this node: its ${what} ${id} is in ${found} (denied_host_${what}s)`,
      { recoverable: false },
    );
  }
}

const partsOf = (ranges: string): readonly string[] =>
  ranges
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');

function rangeOf(text: string): readonly [number, number] {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/u.exec(text) ?? [];
  const range = [Number(from), Number(to)] as const;
  if (from !== undefined && range[0] <= range[1]) return range;
  throw new Error(`"${text}" must be a number or a range such as 1000-1999`);
}

const isWithin = (id: number, [from, to]: readonly [number, number]): boolean =>
  id >= from && id <= to;
