import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryAuth, registryOf } from './registry-auth.ts';

let dir = '';
const path = process.env['PATH'];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-auth-'));
  process.env['PATH'] = `${dir}:${path}`;
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(dir, { recursive: true });
});

/** A helper that knows one registry. */
async function makeHelper(name: string): Promise<void> {
  const script = `#!/bin/sh
read -r registry
case "$registry" in
  known.test) echo '{"ServerURL":"known.test","Username":"${name}","Secret":"s3cret"}' ;;
  broken.test) echo 'the vault is sealed'; exit 1 ;;
  *) echo 'credentials not found in native keychain'; exit 1 ;;
esac
`;
  await writeFile(join(dir, `docker-credential-${name}`), script, { mode: 0o755 });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function makeConfig(): Promise<string> {
  const file = join(dir, 'config.json');
  const config = {
    auths: {
      'filed.test:5000': { auth: base64('me:with:colons') },
      'https://index.docker.io/v1/': { username: 'hub', password: 'p' },
    },
    credHelpers: { 'known.test': 'one' },
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

test.each([
  { image: 'redis', expected: 'docker.io' },
  { image: 'hashicorp/http-echo:1', expected: 'docker.io' },
  { image: 'localhost/web', expected: 'localhost' },
  { image: 'reg.test:5000/a/b@sha256:0', expected: 'reg.test:5000' },
])('the registry of $image is $expected', ({ image, expected }) => {
  expect(registryOf(image)).toBe(expected);
});

test.each([
  {
    title: "the task's own",
    image: 'filed.test:5000/a',
    own: { username: 'own' },
    expected: 'own',
  },
  { title: 'those in the file', image: 'filed.test:5000/a', expected: 'me' },
  { title: 'those for the hub', image: 'redis', expected: 'hub' },
  { title: 'those of the helper that the file names', image: 'known.test/a', expected: 'one' },
  { title: 'none for a registry that nobody knows', image: 'other.test/a', expected: undefined },
])('credentials are $title', async ({ image, own, expected }) => {
  await makeHelper('one');
  await makeHelper('two');
  const auth = await registryAuth(image, own, { configFile: await makeConfig(), helper: 'two' });
  expect(auth?.username).toBe(expected);
});

test("the operator's helper is asked last", async () => {
  await makeHelper('two');
  const auth = await registryAuth('known.test/a', undefined, { helper: 'two' });
  expect(auth).toEqual({ username: 'two', password: 's3cret', server_address: 'known.test' });
});

test('a password may have colons', async () => {
  const configFile = await makeConfig();
  const auth = await registryAuth('filed.test:5000/a', undefined, { configFile });
  expect(auth?.password).toBe('with:colons');
});

test.each([
  { title: 'the helper fails', helper: 'two', says: 'docker-credential-two: the vault is sealed' },
  {
    title: 'there is no helper',
    helper: 'none',
    says: "docker-credential-none is not on the agent's PATH",
  },
])('it is told when $title', async ({ helper, says }) => {
  await makeHelper('two');
  await expect(registryAuth('broken.test/a', undefined, { helper })).rejects.toThrow(says);
});
