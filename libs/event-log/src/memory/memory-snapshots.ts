import type { EpochMs, Seq } from '@steppe/domain';
import type { SnapshotInfo, Snapshots } from '../snapshot/snapshots.ts';

/** Snapshots in this process, gone with it. */
export class MemorySnapshots implements Snapshots {
  readonly #kept = new Map<Seq, { takenAtMs: EpochMs; bytes: Uint8Array }>();

  async put({
    seq,
    takenAtMs,
    bytes,
  }: {
    seq: Seq;
    takenAtMs: EpochMs;
    bytes: Uint8Array;
  }): Promise<void> {
    this.#kept.set(seq, { takenAtMs, bytes: Uint8Array.from(bytes) });
  }

  async list(): Promise<readonly SnapshotInfo[]> {
    return [...this.#kept.entries()]
      .map(([seq, { takenAtMs, bytes }]) => ({ seq, takenAtMs, sizeBytes: bytes.length }))
      .toSorted((a, b) => b.seq - a.seq);
  }

  async get(seq: Seq): Promise<Uint8Array | undefined> {
    return this.#kept.get(seq)?.bytes;
  }

  async remove(seq: Seq): Promise<void> {
    this.#kept.delete(seq);
  }
}
