import { expect, test } from '@jest/globals';
import { formatJson } from './json.ts';
import { formatBytes } from './quantity.ts';
import { keyValues, table } from './table.ts';
import { formatAgo, formatDuration, formatSpan } from './time.ts';

test.each([
  { ms: 999, expected: '0s' },
  { ms: 14_000, expected: '14s' },
  { ms: 60_000, expected: '1m' },
  { ms: 81_400, expected: '1m21s' },
  { ms: 4 * 3_600_000 + 5_000, expected: '4h' },
  { ms: 50 * 3_600_000, expected: '2d2h' },
  { ms: 400 * 24 * 3_600_000, expected: '1y1mo' },
])('a span of $ms ms is $expected', ({ ms, expected }) => {
  expect(formatSpan(ms)).toBe(expected);
});

test('what is to come is from now', () => {
  expect(formatAgo(20_000, 5_000)).toBe('15s from now');
  expect(formatAgo(5_000, 20_000)).toBe('15s ago');
});

test.each([
  { ms: 3_988_000, expected: '1h6m28s' },
  { ms: 1_964_000, expected: '32m44s' },
  { ms: 3_600_000, expected: '1h0m0s' },
  { ms: 5_000, expected: '5s' },
])('a duration of $ms ms is $expected', ({ ms, expected }) => {
  expect(formatDuration(ms)).toBe(expected);
});

test.each([
  { bytes: 0, expected: '0 B' },
  { bytes: 1_695_744, expected: '1.6 MiB' },
  { bytes: 53_248, expected: '52 KiB' },
  { bytes: 134_217_728, expected: '128 MiB' },
  { bytes: 25_276_514_304, expected: '24 GiB' },
  { bytes: 10_480_000, expected: '10 MiB' },
])('$bytes bytes are $expected', ({ bytes, expected }) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test('columns are as wide as their widest cell, and empty cells say so', () => {
  const rows = [
    ['ID', 'Class', 'Status'],
    ['f90c45b9', '', 'ready'],
    ['ä', 'gpu', 'down'],
  ];
  expect(table(rows)).toBe(
    ['ID        Class   Status', 'f90c45b9  <none>  ready', 'ä         gpu     down'].join('\n'),
  );
});

test('equals signs stand under each other', () => {
  expect(
    keyValues([
      ['ID', 'hello'],
      ['Node Pool', ''],
    ]),
  ).toBe('ID        = hello\nNode Pool = <none>');
});

test('JSON has sorted keys and four blanks', () => {
  expect(formatJson({ b: [1], a: null })).toBe(
    '{\n    "a": null,\n    "b": [\n        1\n    ]\n}',
  );
});
