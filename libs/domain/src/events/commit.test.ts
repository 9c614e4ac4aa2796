import { expect, test } from '@jest/globals';
import { type Commit, decodeCommit, encodeCommit } from './commit.ts';

const commitOf = (identityTtlMs: number | undefined): Commit => ({
  v: 1,
  atMs: 1,
  actor: 'test',
  events: [
    { type: 'NodePoolApplied', v: 1, pool: { name: 'gpu', description: '', identityTtlMs } },
  ],
});

test.each([[1000], [undefined]])('what is written with the length %s can be read', (ttlMs) => {
  const text = encodeCommit(commitOf(ttlMs));
  const { commit } = decodeCommit({ seq: 1, subject: 'config.node-pool.gpu', text });
  expect(JSON.stringify(commit)).toBe(JSON.stringify(commitOf(ttlMs)));
});

test.each([[-5], [Number.NaN], [Number.POSITIVE_INFINITY]])(
  'what could not be read again is not written: the length %s',
  (ttlMs) => {
    expect(() => encodeCommit(commitOf(ttlMs))).toThrow(
      /^what is to be written could not be read again: [^]*identityTtlMs/,
    );
  },
);
