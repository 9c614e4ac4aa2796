import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Snapshots } from './snapshot/snapshots.ts';

export interface OpenedSnapshots {
  readonly snapshots: Snapshots;
  close(): Promise<void>;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The behaviour that every {@link Snapshots} has; each adapter's test calls this once. */
export function snapshotsContract(name: string, open: () => Promise<OpenedSnapshots>): void {
  describe(`${name} keeps the Snapshots contract`, () => {
    let opened: OpenedSnapshots;
    let snapshots: Snapshots;
    beforeAll(async () => {
      opened = await open();
      ({ snapshots } = opened);
    });
    afterAll(() => opened.close());

    test('begins with none', async () => {
      expect(await snapshots.list()).toEqual([]);
      expect(await snapshots.get(1)).toBeUndefined();
    });

    test('lists what it keeps, newest first, and gives it back', async () => {
      await snapshots.put({ seq: 9, takenAtMs: 900, bytes: bytesOf('nine') });
      await snapshots.put({ seq: 10, takenAtMs: 1_000, bytes: bytesOf('ten') });
      expect(await snapshots.list()).toEqual([
        { seq: 10, takenAtMs: 1_000, sizeBytes: 3 },
        { seq: 9, takenAtMs: 900, sizeBytes: 4 },
      ]);
      expect(Buffer.from((await snapshots.get(9)) ?? []).toString()).toBe('nine');
    });

    test('replaces a snapshot of the same seq', async () => {
      await snapshots.put({ seq: 9, takenAtMs: 901, bytes: bytesOf('again') });
      expect(await snapshots.list()).toContainEqual({ seq: 9, takenAtMs: 901, sizeBytes: 5 });
    });

    test('keeps one that is larger than a message', async () => {
      const large = new Uint8Array(3_000_000).fill(7);
      await snapshots.put({ seq: 11, takenAtMs: 1_100, bytes: large });
      expect((await snapshots.get(11))?.length).toBe(large.length);
    });

    test('forgets one, and nothing when there is none', async () => {
      await snapshots.remove(11);
      await snapshots.remove(11);
      await snapshots.remove(77);
      expect((await snapshots.list()).map(({ seq }) => seq)).toEqual([10, 9]);
      expect(await snapshots.get(11)).toBeUndefined();
    });
  });
}
