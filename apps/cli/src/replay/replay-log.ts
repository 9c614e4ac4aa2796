import { createHash } from 'node:crypto';
import { applyRecorded, hashState, type Seq, type State, type TableName } from '@steppe/domain';
import { type EventStore, nearestState } from '@steppe/event-log';

const COUNTED = [
  'jobs',
  'nodes',
  'evals',
  'allocs',
  'deployments',
] as const satisfies readonly TableName[];
type Counts = Record<(typeof COUNTED)[number], number>;

export interface Replayed {
  /** Index of the last entry. */
  readonly seq: Seq;
  readonly hash: string;
  /** How many entries were folded. */
  readonly entries: number;
  /** Rows by table. */
  readonly counts: Readonly<Counts>;
  /** The hash at each index that was asked for, as far as the replay came across it. */
  readonly hashes: ReadonlyMap<Seq, string>;
}

/**
 * Rebuilds the state from the log alone, up to an index, and takes its hash there and at others on the way. Where the
 * oldest entries were given up, the snapshot of them comes first.
 */
export async function replayLog(
  { log, snapshots }: Pick<EventStore, 'log' | 'snapshots'>,
  { toSeq, hashAt }: { toSeq: Seq; hashAt: ReadonlySet<Seq> },
): Promise<Replayed> {
  const state = await nearestState({ log, snapshots }, (await log.firstSeq()) - 1);
  const hashes = new Map<Seq, string>();
  if (hashAt.has(state.seq)) hashes.set(state.seq, hashOf(state));
  let entries = 0;
  for await (const entry of log.read({ fromSeq: state.seq + 1, toSeq })) {
    applyRecorded(state, entry);
    entries++;
    if (hashAt.has(entry.seq)) hashes.set(entry.seq, hashOf(state));
  }
  const hash = hashes.get(state.seq) ?? hashOf(state);
  return { seq: state.seq, hash, entries, counts: countsOf(state), hashes };
}

function countsOf(state: State): Counts {
  const sizes = COUNTED.map((name) => [name, state[name].size] as const);
  return { jobs: 0, nodes: 0, evals: 0, allocs: 0, deployments: 0, ...Object.fromEntries(sizes) };
}

function hashOf(state: State): string {
  const hash = createHash('sha256');
  return hashState(state, {
    update: (text) => void hash.update(text),
    hex: () => hash.digest('hex'),
  });
}
