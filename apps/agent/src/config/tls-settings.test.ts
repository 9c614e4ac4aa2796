import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAgentConfig } from '@steppe/hcl';
import { readTls } from './tls-settings.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-tls-'));
  await writeFile(join(dir, 'garbage.pem'), 'no certificate');
});
afterAll(() => rm(dir, { recursive: true }));

function read(block: string) {
  const text = `tls {\n${block.replaceAll('DIR', dir)}\n}`;
  const { config } = parseAgentConfig([{ filename: 'agent.hcl', text }]);
  if (!config) throw new Error('the configuration of the test has a fault');
  return readTls(config);
}

test('without tls.http no file is read', async () => {
  expect(await read('cert_file = "/nowhere"')).toEqual({ serverName: undefined });
});

test('whoever verifies the name of a server expects that of the region', async () => {
  expect(await read('verify_server_hostname = true')).toEqual({
    serverName: 'server.global.nomad',
  });
});

test.each([
  { block: 'http = true', says: 'tls.cert_file is missing: tls.http and tls.rpc need it' },
  {
    block: 'http = true\ncert_file = "/nowhere.pem"\nkey_file = "/nowhere.pem"',
    says: 'tls.cert_file: /nowhere.pem cannot be read',
  },
  {
    block: 'http = true\ncert_file = "DIR/garbage.pem"\nkey_file = "DIR/garbage.pem"',
    says: 'the files of the tls block do not fit together',
  },
  {
    block:
      'http = true\ncert_file = "DIR/garbage.pem"\nkey_file = "DIR/garbage.pem"\nverify_https_client = true',
    says: 'tls.verify_https_client needs tls.ca_file',
  },
  {
    block:
      'http = true\ncert_file = "DIR/garbage.pem"\nkey_file = "DIR/garbage.pem"\ntls_min_version = "ssl3"',
    says: 'tls.tls_min_version "ssl3" is none of tls10, tls11, tls12, tls13',
  },
])('$says', async ({ block, says }) => {
  await expect(read(block)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(says),
  });
});
