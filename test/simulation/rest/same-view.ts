import { isDeepStrictEqual } from 'node:util';
import type { State } from '@steppe/domain';

/**
 * Whether two processes know the same, in tables and indexes alike, since decisions are read from both. A state that
 * began with a snapshot has not seen which nodes changed before, nor who once had allocations; and a version stands for itself by its seq, as in the hash.
 */
export function isSameView(a: State, b: State): boolean {
  return isDeepStrictEqual(a, b) || isDeepStrictEqual(comparable(a), comparable(b));
}

function comparable(state: State): object {
  const allocs = [...state.allocs].map(([id, { jobVersion, ...row }]) => {
    const versioned = { ...row, jobSeq: jobVersion.seq };
    return [id, versioned] as const;
  });
  const { nodeChanges: _, usage, groupCounts, ...index } = state.index;
  const used = [...usage].filter(([, { allocs: count }]) => count > 0);
  const counted = [...groupCounts].filter(([, groups]) =>
    [...groups.values()].some((counts) => Object.values(counts).some((count) => count > 0)),
  );
  const counts = { usage: new Map(used), groupCounts: new Map(counted) };
  return { ...state, allocs: new Map(allocs), index: { ...index, ...counts } };
}
