import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRootKeyStore } from './file-root-key-store.ts';
import { MemoryRootKeyStore, type RootKeyStore } from './root-key-store.ts';
import { open, seal } from './seal.ts';

const material = (byte: number) => ({
  keyId: 'k1',
  cipherKey: Buffer.alloc(32, byte).toString('base64'),
  signingKey: 'PEM',
});
const PLACE = { namespace: 'default', path: 'a/b' };

describe('sealed items', () => {
  const sealed = seal({ k: 'v' }, PLACE, material(1));

  test('are opened by the same key for the same place', () => {
    expect(open(sealed, PLACE, material(1))).toEqual({ k: 'v' });
  });

  test('look otherwise each time', () => {
    expect(seal({ k: 'v' }, PLACE, material(1)).data).not.toBe(sealed.data);
  });

  test('are not opened by another key, for another place, or once they were changed', () => {
    expect(() => open(sealed, PLACE, material(2))).toThrow(
      'Unsupported state or unable to authenticate data',
    );
    expect(() => open(sealed, { ...PLACE, path: 'a/c' }, material(1))).toThrow(
      'Unsupported state or unable to authenticate data',
    );
    const bytes = Buffer.from(sealed.data, 'base64');
    bytes.writeUInt8(bytes.readUInt8(14) ^ 1, 14);
    const changed = { ...sealed, data: bytes.toString('base64') };
    expect(() => open(changed, PLACE, material(1))).toThrow(
      'Unsupported state or unable to authenticate data',
    );
  });
});

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-keys-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe.each<[string, () => RootKeyStore]>([
  ['in memory', () => new MemoryRootKeyStore()],
  ['in files', () => new FileRootKeyStore(join(dir, 'keystore'))],
])('root keys %s', (_title, openStore) => {
  test('are kept until they are removed', async () => {
    const store = openStore();
    expect(await store.read('k1')).toBeUndefined();
    await store.write(material(1));
    expect(await store.read('k1')).toEqual(material(1));
    await store.remove('k1');
    await store.remove('k1');
    expect(await store.read('k1')).toBeUndefined();
  });
});

test('files of keys are for their user alone', async () => {
  await new FileRootKeyStore(join(dir, 'keystore')).write(material(1));
  const [name = ''] = await readdir(join(dir, 'keystore'));
  const { mode } = await stat(join(dir, 'keystore', name));
  expect(mode & 0o777).toBe(0o600);
});
