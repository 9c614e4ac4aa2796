import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { SharedGzip } from './shared-gzip.ts';

test('gives back what it was given', async () => {
  const texts = ['', 'one', 'größer '.repeat(10_000)];
  const gzip = new SharedGzip();
  const all = await Promise.all(texts.map(async (text) => await gzip.compressed(text)));
  expect(all.map((bytes) => gunzipSync(bytes).toString())).toEqual(texts);
});

test('compresses what is equal once, as long as that takes', async () => {
  const compressed: string[] = [];
  const gzip = new SharedGzip(async (text) => {
    compressed.push(text);
    return Buffer.from(text);
  });
  const [first, other, same] = await Promise.all(
    ['job web', 'job db', ['job', 'web'].join(' ')].map(async (text) => {
      return await gzip.compressed(text);
    }),
  );
  expect(same).toBe(first);
  expect(other?.toString()).toBe('job db');
  await gzip.compressed('job web');
  expect(compressed).toEqual(['job web', 'job db', 'job web']);
});

test('tells all of a failure, and tries again for the next', async () => {
  let attempts = 0;
  const gzip = new SharedGzip(async (text) => {
    attempts += 1;
    if (attempts === 1) throw new Error('no memory');
    return Buffer.from(text);
  });
  const asked = [gzip.compressed('x'), gzip.compressed('x')];
  const settled = await Promise.allSettled(asked);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await gzip.compressed('x')).toString()).toBe('x');
});
