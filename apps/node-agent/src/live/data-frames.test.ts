import { expect, test } from '@jest/globals';
import { dataFrames } from './data-frames.ts';

/** What the frames say. */
function framesOf(data: Buffer, endOffset: number, file = 'alloc/logs/web.stdout.0') {
  return [...dataFrames({ data, file, endOffset })].map((frame): unknown =>
    JSON.parse(Buffer.from(frame).toString()),
  );
}

test.each([
  { title: 'no bytes, no frame', text: '', endOffset: 7, expected: [] },
  {
    title: 'a few bytes',
    text: 'one\n',
    endOffset: 4,
    expected: [{ Data: 'b25lCg==', File: 'alloc/logs/web.stdout.0', Offset: 4 }],
  },
  {
    title: 'bytes from the middle of a large file',
    text: 'new',
    endOffset: 2 ** 40,
    expected: [{ Data: 'bmV3', File: 'alloc/logs/web.stdout.0', Offset: 2 ** 40 }],
  },
])('$title', ({ text, endOffset, expected }) => {
  expect(framesOf(Buffer.from(text), endOffset)).toEqual(expected);
});

test('many bytes are several frames, each of which says where it ends', () => {
  const data = Buffer.from(Array.from({ length: 150_000 }, (_, index) => index % 256));
  const parts = [data.subarray(0, 65_536), data.subarray(65_536, 131_072), data.subarray(131_072)];
  const file = 'alloc/logs/web.stdout.0';
  expect(framesOf(data, 1_150_000)).toEqual([
    { Data: parts[0]?.toString('base64'), File: file, Offset: 1_065_536 },
    { Data: parts[1]?.toString('base64'), File: file, Offset: 1_131_072 },
    { Data: parts[2]?.toString('base64'), File: file, Offset: 1_150_000 },
  ]);
});

test('a name may hold whatever a file name may', () => {
  const file = 'alloc/data/"größe"\n\u{1F600}\\';
  expect(framesOf(Buffer.from('x'), 1, file)).toEqual([{ Data: 'eA==', File: file, Offset: 1 }]);
});
