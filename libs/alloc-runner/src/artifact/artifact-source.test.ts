import { expect, test } from '@jest/globals';
import { parseSource } from './artifact-source.ts';

test.each([
  {
    text: 'https://example.com/a/x.tar.gz',
    source: { kind: 'http', url: 'https://example.com/a/x.tar.gz', within: '' },
  },
  {
    text: 'https://example.com/x.zip//bin/app?token=t&checksum=md5:00',
    source: { kind: 'http', url: 'https://example.com/x.zip?token=t', within: 'bin/app' },
  },
  {
    text: 'git::https://example.com/r.git?ref=v1&depth=1',
    source: { kind: 'git', url: 'https://example.com/r.git', ref: 'v1', depth: 1 },
  },
  { text: 'github.com/o/r', source: { kind: 'git', url: 'https://github.com/o/r' } },
  { text: 'git@example.com:o/r', source: { kind: 'git', url: 'git@example.com:o/r' } },
  { text: 'git::git@example.com:o/r.git', source: { kind: 'git', url: 'git@example.com:o/r.git' } },
  { text: 'file:///srv/x', source: { kind: 'file', path: '/srv/x' } },
  { text: '/srv/x//y', source: { kind: 'file', path: '/srv/x', within: 'y' } },
])('$text is understood', ({ text, source }) => {
  expect(parseSource(text, {}).source).toMatchObject(source);
});

test('options of the job win over those of the source', () => {
  const { checksum, archive, fileName } = parseSource('https://h/x?checksum=md5:0&archive=zip', {
    checksum: 'md5:1',
    filename: 'y',
  });
  expect({ checksum, archive, fileName }).toEqual({
    checksum: 'md5:1',
    archive: 'zip',
    fileName: 'y',
  });
});

test.each([
  { text: 's3::https://s3.amazonaws.com/b/k', says: 'artifacts of kind "s3"' },
  { text: 'ftp://h/x', says: 'artifacts of kind "ftp"' },
  { text: 'no/scheme', says: 'names no scheme' },
])('$text is refused', ({ text, says }) => {
  expect(() => parseSource(text, {})).toThrow(says);
});
