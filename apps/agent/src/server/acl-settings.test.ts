import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseAgentConfig } from '@steppe/hcl';
import { aclSettingsOf } from './acl-settings.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-acl-'));
});
afterEach(() => rm(dir, { recursive: true }));

function settings() {
  const text = 'acl { enabled = true token_max_expiration_ttl = "1h" }';
  const { config } = parseAgentConfig([{ filename: 'a.hcl', text }]);
  if (!config) throw new Error('not valid');
  return aclSettingsOf(config, dir);
}

test('the configuration says how long tokens may be valid', () => {
  expect(settings()).toMatchObject({
    enabled: true,
    tokenMinTtlMs: 60_000,
    tokenMaxTtlMs: 3_600_000,
  });
});

test('the reset index is what the file holds', async () => {
  expect(await settings().bootstrapResetIndex()).toBeUndefined();
  await writeFile(join(dir, 'acl-bootstrap-reset'), '12\n');
  expect(await settings().bootstrapResetIndex()).toBe(12);
  await writeFile(join(dir, 'acl-bootstrap-reset'), 'twelve');
  await expect(settings().bootstrapResetIndex()).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
