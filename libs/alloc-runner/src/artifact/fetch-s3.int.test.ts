import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Artifact } from '@steppe/api-contract/blocks';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AllocDirs, makeAllocDirs } from '../testing/alloc-dirs.ts';
import type { FileServer } from '../testing/file-server.ts';
import { serveS3 } from '../testing/s3-server.ts';
import { ARTIFACT_LIMITS } from './artifact-limits.ts';
import { fetchArtifact } from './fetch-artifact.ts';

const KEYS = { id: 'AKID', secret: 'it/is+secret', token: 'session' };
const OPTIONS = {
  region: 'eu-west-1',
  aws_access_key_id: KEYS.id,
  aws_access_key_secret: KEYS.secret,
  aws_access_token: KEYS.token,
};

let server: FileServer;
let dirs: AllocDirs;

beforeEach(async () => {
  dirs = await makeAllocDirs();
  server = await serveS3({ '/bucket/an app': Buffer.from('app') }, KEYS);
});
afterEach(async () => {
  await server.stop();
  await dirs.remove();
});

function fetchWith(options: Readonly<Record<string, string>>, query = ''): Promise<void> {
  const source = `s3::${server.url}/bucket/an%20app${query}`;
  return fetchArtifact({
    artifact: Artifact.parse({ GetterSource: source, GetterOptions: options }),
    dirs,
    limits: ARTIFACT_LIMITS,
    signal: AbortSignal.timeout(20_000),
    onProgress: () => undefined,
  });
}

test.each([
  { title: 'an object', query: '' },
  { title: 'a version of an object', query: '?version=a%2Fb' },
])('$title is asked for with a signature', async ({ query }) => {
  await fetchWith(OPTIONS, query);
  expect(await readFile(join(dirs.localDir, 'an app'), 'utf8')).toBe('app');
});

test.each([
  { title: 'without keys', options: {} },
  { title: 'with the wrong ones', options: { ...OPTIONS, aws_access_key_secret: 'a guess' } },
])('$title the service refuses, and nothing stays behind', async ({ options }) => {
  await expect(fetchWith(options)).rejects.toThrow(`GET ${server.url}/bucket/an%20app: 403`);
  expect(await readdir(dirs.localDir)).toEqual([]);
});
