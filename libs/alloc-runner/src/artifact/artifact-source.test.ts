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
  {
    text: 's3::https://s3-eu-west-1.amazonaws.com/b/x.tar.gz//bin?version=7',
    source: {
      kind: 's3',
      object: {
        url: 'https://s3-eu-west-1.amazonaws.com/b/x.tar.gz?versionId=7',
        region: 'eu-west-1',
        keys: undefined,
      },
      within: 'bin',
    },
  },
  {
    text: 'b.s3.amazonaws.com/x',
    source: { kind: 's3', object: { url: 'https://b.s3.amazonaws.com/x', region: 'us-east-1' } },
  },
  {
    text: 's3::http://h:9000/b/x?region=r&aws_access_key_id=A&aws_access_key_secret=S&checksum=md5:00',
    source: {
      kind: 's3',
      object: { url: 'http://h:9000/b/x', region: 'r', keys: { id: 'A', secret: 'S' } },
    },
  },
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
  { text: 'gcs::https://www.googleapis.com/b/k', says: 'artifacts of kind "gcs"' },
  { text: 's3::https://h/b/k?aws_access_key_id=A', says: 'needs both aws_access_key_id and' },
  { text: 'ftp://h/x', says: 'artifacts of kind "ftp"' },
  { text: 'no/scheme', says: 'names no scheme' },
])('$text is refused', ({ text, says }) => {
  expect(() => parseSource(text, {})).toThrow(says);
});
