import { expect, test } from '@jest/globals';
import { FREED_BYTES, PassingBytes } from './passing-bytes.ts';

const PIECE_BYTES = 65_536;

test('frees what is young once for so many bytes', () => {
  let freed = 0;
  const passing = new PassingBytes(() => (freed += 1));
  const freedAfter = [1, FREED_BYTES - 2, 1, FREED_BYTES - 1, 1].map((bytes) => {
    passing.count(bytes);
    return freed;
  });
  expect(freedAfter).toEqual([0, 0, 1, 1, 2]);
});

test('frees buffers before there are many', () => {
  const passing = new PassingBytes();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let passed = 0; passed < 16 * FREED_BYTES; passed += PIECE_BYTES) {
    passing.count(Buffer.alloc(PIECE_BYTES).length);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(2 * FREED_BYTES);
});
