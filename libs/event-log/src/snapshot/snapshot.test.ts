import { beforeEach, describe, expect, test } from '@jest/globals';
import { hashState, imageOf } from '@steppe/domain';
import { type MemoryStore, openMemoryStore } from '../memory/open-memory-store.ts';
import { Projection } from '../projection/projection.ts';
import { replay } from '../projection/replay.ts';
import { sha256Digest } from '../projection/sha256-digest.ts';
import { deregisteredNode, nodeSubject } from '../testing/entries.ts';
import { decodeSnapshot, encodeSnapshot, readSnapshotHeader } from './snapshot-codec.ts';
import { nearestState, stateAt } from './state-at.ts';
import { takeSnapshot } from './take-snapshot.ts';

const NODES = ['a', 'b', 'c', 'd', 'e'];

let store: MemoryStore;
const append = (node: string) =>
  store.log.append({ subject: nodeSubject(node), commit: deregisteredNode(node) });
const hashAt = async (seq: number) => hashState(await stateAt(store, seq), sha256Digest());
const replayedHashAt = async (seq: number) =>
  hashState(await replay(store.log, { toSeq: seq }), sha256Digest());
const snapshotAt = async (seq: number) =>
  takeSnapshot(store.snapshots, await stateAt(store, seq), { nowMs: 1 });
const bytesAt = async (seq: number) =>
  encodeSnapshot(imageOf(await stateAt(store, seq)), { takenAtMs: 7 });

beforeEach(async () => {
  store = openMemoryStore();
  for (const node of NODES) await append(node);
});

describe('the state at an index', () => {
  test('is the same from a snapshot and its tail as from the whole log', async () => {
    const expected = await Promise.all([1, 2, 3, 4, 5].map(replayedHashAt));
    await snapshotAt(2);
    await snapshotAt(4);
    expect(await Promise.all([1, 2, 3, 4, 5].map(hashAt))).toEqual(expected);
  });

  test('starts from the nearest snapshot before', async () => {
    await snapshotAt(2);
    await snapshotAt(4);
    const starts = await Promise.all(
      [1, 2, 3, 4, undefined].map((seq) => nearestState(store, seq)),
    );
    expect(starts.map(({ seq }) => seq)).toEqual([0, 2, 2, 4, 4]);
  });

  test('can be had after the log was trimmed, as far back as a snapshot goes', async () => {
    const expected = await replayedHashAt(5);
    await snapshotAt(3);
    await store.log.trim({ beforeSeq: 4, keepFrom: () => 4 });
    expect(await hashAt(5)).toBe(expected);
    await expect(stateAt(store, 2)).rejects.toMatchObject({
      code: 'INDEX_EXPIRED',
      message: 'index 2 is older than what is kept: the log begins at 4',
    });
  });

  test('passes over a snapshot that cannot be read', async () => {
    const expected = await replayedHashAt(5);
    await store.snapshots.put({ seq: 4, takenAtMs: 1, bytes: new Uint8Array(9) });
    expect(await hashAt(5)).toBe(expected);
  });
});

describe('a projection', () => {
  test('that starts from a snapshot goes on with the log', async () => {
    await snapshotAt(3);
    await store.log.trim({ beforeSeq: 4, keepFrom: () => 4 });
    const projection = await Projection.open(store);
    const seq = await append('f');
    await projection.waitFor(seq, { timeoutMs: 1_000 });
    expect([...projection.state.formerNodes.keys()]).toEqual([...NODES, 'f']);
    await projection.stop();
  });

  test('does not start where entries are gone that no snapshot holds', async () => {
    await store.log.trim({ beforeSeq: 4, keepFrom: () => 4 });
    await expect(Projection.open(store)).rejects.toMatchObject({ code: 'INDEX_EXPIRED' });
  });
});

describe('a snapshot', () => {
  test('says what it is without being unpacked', async () => {
    expect(readSnapshotHeader(await bytesAt(5))).toMatchObject({
      format: 'steppe-snapshot',
      seq: 5,
      takenAtMs: 7,
      rows: { formerNodes: 5, jobs: 0 },
    });
  });

  test.each([
    { title: 'that is empty', damage: () => new Uint8Array(0), why: 'does not begin as one' },
    {
      title: 'that is something else',
      damage: () => Buffer.from('hello\n'),
      why: 'does not begin',
    },
    {
      title: 'of which a byte is other',
      damage: (bytes: Uint8Array) =>
        bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)),
      why: 'it was damaged',
    },
    {
      title: 'that was cut off',
      damage: (bytes: Uint8Array) => bytes.slice(0, -3),
      why: 'it was damaged',
    },
    {
      title: 'of another layout',
      damage: (bytes: Uint8Array) =>
        Buffer.from(
          Buffer.from(bytes)
            .toString('latin1')
            .replace(/"layout":\d+/, '"layout":9'),
          'latin1',
        ),
      why: 'its layout is 9',
    },
  ])('$title is refused', async ({ damage, why }) => {
    await expect(decodeSnapshot(damage(await bytesAt(5)))).rejects.toMatchObject({
      code: 'SNAPSHOT_INVALID',
      message: expect.stringContaining(why),
    });
  });
});
