import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '@steppe/nest-kit';
import { RootKeyMaterial, type RootKeyStore } from './root-key-store.ts';

const DIR_MODE = 0o700;
const FILE_MODE = 0o600;

/** A file for each key, which only the server's user may read. */
export class FileRootKeyStore implements RootKeyStore {
  constructor(private readonly dir: string) {}

  async read(keyId: string): Promise<RootKeyMaterial | undefined> {
    const text = await readIfThere(this.#path(keyId));
    if (text === undefined) return undefined;
    return RootKeyMaterial.parse(JSON.parse(text));
  }

  /** Whole or not at all: a key that was cut off would lock everything that it closed. */
  async write(material: RootKeyMaterial): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: DIR_MODE });
    const path = this.#path(material.keyId);
    await writeFile(`${path}.new`, JSON.stringify(material), { mode: FILE_MODE, flush: true });
    await rename(`${path}.new`, path);
  }

  async remove(keyId: string): Promise<void> {
    await rm(this.#path(keyId), { force: true });
  }

  #path(keyId: string): string {
    return join(this.dir, `${encodeURIComponent(keyId)}.json`);
  }
}
