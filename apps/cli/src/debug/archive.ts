import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { create } from 'tar';

/** The files that are collected: a directory, which may become an archive. */
export class DebugArchive {
  readonly directory: string;
  readonly #written: string[] = [];

  constructor(directory: string) {
    this.directory = directory;
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    this.#written.push(name);
  }

  get files(): readonly string[] {
    return this.#written;
  }

  /** Packs the directory and removes it. @returns the archive's path. */
  async pack(): Promise<string> {
    const parent = dirname(this.directory);
    const file = `${this.directory}.tar.gz`;
    await create({ gzip: true, file, cwd: parent }, [basename(this.directory)]);
    await rm(this.directory, { recursive: true });
    return file;
  }
}
