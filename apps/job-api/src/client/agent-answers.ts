import { Readable } from 'node:stream';

/**
 * A body of the pieces that an agent sends. Waits for the first one, so that an agent's refusal is answered as
 * an error and not cut off.
 */
export async function startedStream(pieces: AsyncIterable<Uint8Array>): Promise<Readable> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  return Readable.from(
    (async function* rest() {
      try {
        for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    })(),
    { objectMode: false },
  );
}

/** Far more than a listing that anyone reads. */
const LIST_BYTES_MAX = 32 * 1024 * 1024;

/**
 * A list that an agent sends in pieces, each a JSON array. Ends early when it is very long.
 *
 * @throws SteppeError what the agent throws; SyntaxError when it sends no JSON.
 */
export async function wholeList(pieces: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const list: unknown[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    const some: unknown = JSON.parse(Buffer.from(piece).toString('utf8'));
    list.push(...(Array.isArray(some) ? some : [some]));
    bytes += piece.length;
    if (bytes > LIST_BYTES_MAX) break;
  }
  return list;
}
