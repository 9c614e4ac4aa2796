import { createWriteStream } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { isWayInside } from '../inside/inside-path.ts';
import { type ArtifactLimits, tooLarge, tooMany } from './artifact-limits.ts';

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;

/** @throws Error as `unpack`. */
export async function unzip({
  file,
  toDir,
  limits,
}: {
  readonly file: string;
  readonly toDir: string;
  readonly limits: ArtifactLimits;
}): Promise<void> {
  const zip = await yauzl.openPromise(file);
  try {
    let [files, bytes] = [0, 0];
    // Links come last: nothing is written through one.
    const links: { path: string; target: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      files += 1;
      bytes += entry.uncompressedSize;
      if (files > limits.unpackedMaxFiles) throw tooMany(limits);
      if (bytes > limits.unpackedMaxBytes) throw tooLarge(limits);
      const { fileName } = entry;
      if (!isWayInside(join(fileName)) || fileName.startsWith('/')) {
        throw new Error(`archive entry ${fileName} escapes its directory`);
      }
      const path = join(toDir, fileName);
      if (fileName.endsWith('/')) {
        await mkdir(path, { recursive: true });
        continue;
      }
      await mkdir(dirname(path), { recursive: true });
      const content: Readable = await zip.openReadStreamPromise(entry);
      const mode = entry.externalFileAttributes >>> 16;
      if ((mode & FILE_TYPE) === SYMLINK) {
        links.push({ path, target: await text(content) });
        continue;
      }
      await pipeline(content, createWriteStream(path));
      if (mode !== 0) await chmod(path, mode & 0o777);
    }
    for (const { path, target } of links) await symlink(target, path);
  } finally {
    zip.close();
  }
}
