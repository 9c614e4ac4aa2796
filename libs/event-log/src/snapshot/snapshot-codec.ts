import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import {
  type EpochMs,
  ImageLoader,
  isImageTable,
  rowForImage,
  Seq,
  type State,
  STATE_LAYOUT,
  type StateImage,
  SteppeError,
  TABLES,
} from '@steppe/domain';
import { Packr } from 'msgpackr';
import { z } from 'zod';

/** How many rows are packed at once: between two such batches other work of the process is done. */
const BATCH_ROWS = 500;
/** What a snapshot may unpack to: a file from outside is not trusted with more. */
const STATE_MAX_BYTES = 4 * 1024 ** 3;
const HEADER_MAX_BYTES = 16_384;
const NEWLINE = 0x0a;

/** What is smaller is (un)packed at once: that takes less time than the way to another thread and back. */
const SMALL_BYTES = 128 * 1024;

/** The first line of a snapshot, as JSON: what it is, readable without unpacking the rest. */
export const SnapshotHeader = z.object({
  format: z.literal('steppe-snapshot'),
  layout: z.int(),
  seq: Seq,
  takenAtMs: z.int(),
  /** SHA-256 of all that follows the line. */
  digest: z.string(),
  tableSeq: z.object(Object.fromEntries(TABLES.map((name) => [name, Seq.default(0)]))),
  /** How many rows each table has. */
  rows: z.record(z.string(), z.int()),
});
export type SnapshotHeader = z.infer<typeof SnapshotHeader>;

const Batch = z.tuple([z.string(), z.array(z.tuple([z.unknown(), z.unknown()]))]);

/**
 * Writes a state as a snapshot: a header line, then its rows as compressed MessagePack. Done in pieces, so that a
 * service that takes one goes on with its work.
 */
export async function encodeSnapshot(
  image: StateImage,
  { takenAtMs }: { takenAtMs: EpochMs },
): Promise<Uint8Array> {
  const packr = new Packr({ moreTypes: true, useRecords: true });
  const packed: Uint8Array[] = [];
  for (const { name, entries } of image.tables) {
    for (let at = 0; at < entries.length; at += BATCH_ROWS) {
      const batch = entries.slice(at, at + BATCH_ROWS);
      packed.push(packr.pack([name, batch.map(([key, row]) => [key, rowForImage(row)])]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const body = await compress(Buffer.concat(packed));
  const header: SnapshotHeader = {
    format: 'steppe-snapshot',
    layout: STATE_LAYOUT,
    seq: image.seq,
    takenAtMs,
    digest: digestOf(body),
    tableSeq: { ...image.tableSeq },
    rows: Object.fromEntries(image.tables.map(({ name, entries }) => [name, entries.length])),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/** @throws SteppeError `SNAPSHOT_INVALID` when it is no snapshot. */
export function readSnapshotHeader(bytes: Uint8Array): SnapshotHeader {
  return split(bytes).header;
}

/**
 * Reads a snapshot back into a state.
 *
 * @throws SteppeError `SNAPSHOT_INVALID` when it is no snapshot, was damaged, or is of a layout that this build does
 *   not read.
 */
export async function decodeSnapshot(bytes: Uint8Array): Promise<State> {
  const { header, body } = split(bytes);
  if (header.layout !== STATE_LAYOUT) {
    throw invalid(`its layout is ${header.layout}, and this version reads ${STATE_LAYOUT}`);
  }
  if (digestOf(body) !== header.digest) throw invalid('it was damaged: its digest is not right');
  const loader = new ImageLoader();
  const unpacked = await decompress(body);
  const packr = new Packr({ moreTypes: true, useRecords: true });
  packr.unpackMultiple(unpacked, (value: unknown) => {
    const [table, entries] = Batch.parse(value);
    if (!isImageTable(table)) throw invalid(`it has a table that is not known, ${table}`);
    for (const [key, row] of entries) loader.add({ table, key, row });
  });
  return loader.finish(header);
}

async function compress(packed: Buffer): Promise<Buffer> {
  if (packed.length < SMALL_BYTES) return zstdCompressSync(packed);
  return await promisify(zstdCompress)(packed);
}

async function decompress(body: Uint8Array): Promise<Buffer> {
  const options = { maxOutputLength: STATE_MAX_BYTES };
  if (body.length < SMALL_BYTES) return zstdDecompressSync(body, options);
  return await promisify(zstdDecompress)(body, options);
}

function split(bytes: Uint8Array): { header: SnapshotHeader; body: Uint8Array } {
  const end = bytes.subarray(0, HEADER_MAX_BYTES).indexOf(NEWLINE);
  const line = Buffer.from(bytes.subarray(0, Math.max(end, 0))).toString();
  const header = SnapshotHeader.safeParse(jsonOf(line));
  if (!header.success) throw invalid('it does not begin as one');
  return { header: header.data, body: bytes.subarray(end + 1) };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function invalid(why: string): SteppeError {
  return new SteppeError('SNAPSHOT_INVALID', `not a snapshot that can be read: ${why}`);
}
