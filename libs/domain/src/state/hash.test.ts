import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { registersJob, registersNode, stateAfter } from './fold.fixtures.ts';
import { canonicalJson, type Digest, hashState } from './hash.ts';

const sha256 = (): Digest => {
  const hash = createHash('sha256');
  return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') };
};

describe('the hash of a state', () => {
  test('is the same for the same log', () => {
    const entries = [registersNode, registersJob()];
    expect(hashState(stateAfter(entries), sha256())).toBe(hashState(stateAfter(entries), sha256()));
  });

  test('differs with the log, even where only the seq differs', () => {
    const once = hashState(stateAfter([registersNode]), sha256());
    const twice = hashState(stateAfter([registersNode, registersNode]), sha256());
    expect(twice).not.toBe(once);
  });
});

test.each([
  {
    value: { b: 1, a: undefined, c: [2, { e: 3, d: null }] },
    expected: '{"b":1,"c":[2,{"d":null,"e":3}]}',
  },
  { value: undefined, expected: 'null' },
  { value: 'a"b', expected: String.raw`"a\"b"` },
])('canonical JSON of $value', ({ value, expected }) => {
  expect(canonicalJson(value)).toBe(expected);
});
