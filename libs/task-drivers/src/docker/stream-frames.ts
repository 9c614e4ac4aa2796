import type { LogType } from '../logs/log-files.ts';

/** A piece of one of a container's two streams. */
export interface StreamFrame {
  readonly stream: LogType;
  readonly data: Buffer;
}

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes apart Docker's multiplexed stream: each frame has a byte for the stream, three of padding, and
 * its length in four bytes, big-endian. Source: Docker's Engine API, "Attach to a container", stream format.
 */
export async function* splitFrames(source: AsyncIterable<Buffer>): AsyncGenerator<StreamFrame[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames: StreamFrame[] = [];
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(4);
      if (rest.length < end) break;
      frames.push({
        stream: rest[0] === STDERR ? 'stderr' : 'stdout',
        data: rest.subarray(HEADER_BYTES, end),
      });
      rest = rest.subarray(end);
    }
    if (frames.length > 0) yield frames;
  }
}

const NEWLINE = 0x0a;

/** Takes the stream of a container with a terminal, which is not multiplexed, apart into its lines. */
export async function* splitLines(source: AsyncIterable<Buffer>): AsyncGenerator<StreamFrame[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: StreamFrame[] = [];
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      lines.push({ stream: 'stdout', data: rest.subarray(0, end + 1) });
      rest = rest.subarray(end + 1);
    }
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [{ stream: 'stdout', data: rest }];
}

export async function* buffersOf(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield Buffer.from(chunk);
}
