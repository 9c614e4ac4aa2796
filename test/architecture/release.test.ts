import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { STEPPE_VERSION } from '@steppe/domain';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');

test('the release that programs tell is the one in package.json', () => {
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  expect(STEPPE_VERSION).toBe(manifest.version);
});
