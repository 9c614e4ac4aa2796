import { expect, test } from '@jest/globals';
import { lastLines } from './last-lines.ts';

async function* stream(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  return text;
}

test.each([
  { title: 'whole lines', pieces: ['a\nb\n', 'c\n'], lines: 2, expected: 'b\nc\n' },
  { title: 'a last line without its end', pieces: ['a\nb\nc'], lines: 2, expected: 'b\nc' },
  { title: 'fewer than asked for', pieces: ['a\n'], lines: 5, expected: 'a\n' },
  { title: 'none', pieces: ['a\nb\n'], lines: 0, expected: '' },
  { title: 'blank lines', pieces: ['a\n\n\n'], lines: 2, expected: '\n\n' },
  { title: 'nothing written', pieces: [], lines: 2, expected: '' },
])('lets the last lines through: $title', async ({ pieces, lines, expected }) => {
  const options = { lines, backlogBytes: 1_000, pauseMs: 60_000 };
  expect(await textOf(lastLines(stream(...pieces), options))).toBe(expected);
});

test('what comes after the backlog passes whole', async () => {
  const options = { lines: 1, backlogBytes: 4, pauseMs: 60_000 };
  expect(await textOf(lastLines(stream('a\nb\n', 'c\nd\n'), options))).toBe('b\nc\nd\n');
});

test('a pause ends the backlog', async () => {
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  async function* pausing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a\nb\n');
    await written;
    yield Buffer.from('c\n');
  }
  const pieces = lastLines(pausing(), { lines: 1, backlogBytes: 1_000, pauseMs: 1 });
  expect(await pieces.next()).toMatchObject({ value: Buffer.from('b\n') });
  write();
  expect(await pieces.next()).toMatchObject({ value: Buffer.from('c\n') });
  expect(await pieces.next()).toMatchObject({ done: true });
});
