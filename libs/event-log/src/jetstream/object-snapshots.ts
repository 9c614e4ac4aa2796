import type { ObjectInfo, ObjectStore } from '@nats-io/obj';
import type { EpochMs, Seq } from '@steppe/domain';
import type { SnapshotInfo, Snapshots } from '../snapshot/snapshots.ts';
import type { Link } from './link.ts';
import { retrying } from './retrying.ts';

/** Large enough for a big state over a slow disk. */
const TRANSFER_TIMEOUT_MS = 120_000;
const SEQ_DIGITS = 16;

/** Snapshots as objects of a JetStream Object Store, which checks each object's digest when it is read. */
export class ObjectSnapshots implements Snapshots {
  readonly #link: Link;
  readonly #objects: ObjectStore;

  constructor(link: Link, objects: ObjectStore) {
    this.#link = link;
    this.#objects = objects;
  }

  async put({
    seq,
    takenAtMs,
    bytes,
  }: {
    seq: Seq;
    takenAtMs: EpochMs;
    bytes: Uint8Array;
  }): Promise<void> {
    const meta = { name: nameOf(seq), metadata: { takenAtMs: String(takenAtMs) } };
    await this.#trying(`storing the snapshot of ${seq}`, () =>
      this.#objects.putBlob(meta, bytes, { timeout: TRANSFER_TIMEOUT_MS }),
    );
  }

  async list(): Promise<readonly SnapshotInfo[]> {
    const objects = await this.#trying('listing the snapshots', () => this.#objects.list());
    return objects.map(infoOf).toSorted((a, b) => b.seq - a.seq);
  }

  async get(seq: Seq): Promise<Uint8Array | undefined> {
    const bytes = await this.#trying(`reading the snapshot of ${seq}`, () =>
      this.#objects.getBlob(nameOf(seq)),
    );
    return bytes ?? undefined;
  }

  async remove(seq: Seq): Promise<void> {
    const name = nameOf(seq);
    await this.#trying(`removing the snapshot of ${seq}`, async () => {
      const info = await this.#objects.info(name);
      if (info && !info.deleted) await this.#objects.delete(name);
    });
  }

  /** Each of these may be done twice. */
  async #trying<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    return await retrying(this.#link, { what, timeoutMs: TRANSFER_TIMEOUT_MS }, attempt);
  }
}

function nameOf(seq: Seq): string {
  return `state-${String(seq).padStart(SEQ_DIGITS, '0')}`;
}

function infoOf({ name, size, metadata }: ObjectInfo): SnapshotInfo {
  return {
    seq: Number(name.replace('state-', '')),
    takenAtMs: Number(metadata?.['takenAtMs'] ?? 0),
    sizeBytes: size,
  };
}
