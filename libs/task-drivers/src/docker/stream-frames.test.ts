import { expect, test } from '@jest/globals';
import { splitFrames, splitLines, type StreamFrame } from './stream-frames.ts';

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

async function* inPieces(data: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

async function textsOf(batches: AsyncIterable<StreamFrame[]>): Promise<string[]> {
  const texts: string[] = [];
  for await (const frames of batches) {
    texts.push(...frames.map(({ stream, data }) => `${stream} ${data.toString()}`));
  }
  return texts;
}

test.each([1, 3, 8, 11, 1000])('frames are put together from pieces of %i bytes', async (size) => {
  const data = Buffer.concat([
    frame(1, 'hello\n'),
    frame(2, ''),
    frame(2, 'oops'),
    frame(1, 'bye'),
  ]);
  expect(await textsOf(splitFrames(inPieces(data, size)))).toEqual([
    'stdout hello\n',
    'stderr ',
    'stderr oops',
    'stdout bye',
  ]);
});

test('the stream of a terminal is split at its line ends', async () => {
  const data = Buffer.from('one\r\ntwo\r\nrest');
  expect(await textsOf(splitLines(inPieces(data, 4)))).toEqual([
    'stdout one\r\n',
    'stdout two\r\n',
    'stdout rest',
  ]);
});
