import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lockDataDir } from './data-dir-lock.ts';

test('a directory is held by one at a time; the second learns by whom, and gets it after the first', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'steppe-lock-'));
  const first = await lockDataDir(join(dir, 'made-when-missing'));
  await expect(lockDataDir(join(dir, 'made-when-missing'))).rejects.toMatchObject({
    code: 'DATA_DIR_IN_USE',
    message: expect.stringContaining(`pid ${process.pid}`),
  });
  await first.release();
  const second = await lockDataDir(join(dir, 'made-when-missing'));
  await second.release();
  await rm(dir, { recursive: true });
});
