import type { EpochMs, Seq } from '@steppe/domain';

/** What is known of a snapshot without reading it. */
export interface SnapshotInfo {
  /** The state in it is the one after the entry at this seq. */
  readonly seq: Seq;
  readonly takenAtMs: EpochMs;
  readonly sizeBytes: number;
}

/** Keeps snapshots of the state, each whole or not at all. The bytes are `encodeSnapshot`'s. */
export interface Snapshots {
  /** Keeps a snapshot; one of the same seq is replaced. */
  put(snapshot: { seq: Seq; takenAtMs: EpochMs; bytes: Uint8Array }): Promise<void>;

  /** Newest first. */
  list(): Promise<readonly SnapshotInfo[]>;

  /** Undefined when there is none of that seq, or none any more. */
  get(seq: Seq): Promise<Uint8Array | undefined>;

  /** Forgets a snapshot; nothing happens when there is none. */
  remove(seq: Seq): Promise<void>;
}
