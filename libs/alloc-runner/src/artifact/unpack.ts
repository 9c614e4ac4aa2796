import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar';
import { isWayInside } from '../inside/inside-path.ts';
import { type ArtifactLimits, tooLarge, tooMany } from './artifact-limits.ts';
import { unzip } from './unzip.ts';

const SUFFIXES = ['tar.gz', 'tgz', 'tar.zst', 'tzst', 'tar', 'zip', 'gz', 'zst'] as const;
export type ArchiveForm = (typeof SUFFIXES)[number];

const UNREAD = ['tar.bz2', 'tbz2', 'tar.xz', 'txz', 'bz2', 'xz'];

/**
 * The form of an archive, by what the job says or by its name; undefined for what is none.
 *
 * @throws Error for a form that can't be unpacked.
 */
export function archiveFormOf(
  fileName: string,
  asked: string | undefined,
): ArchiveForm | undefined {
  if (asked === 'false') return undefined;
  const isOf = (suffix: string): boolean =>
    asked === undefined || asked === 'true' ? fileName.endsWith(`.${suffix}`) : asked === suffix;
  const unread = UNREAD.find(isOf);
  if (unread !== undefined) {
    throw new Error(`archives of form ${unread} can't be unpacked; ${SUFFIXES.join(', ')} can`);
  }
  const form = SUFFIXES.find(isOf);
  if (form === undefined && asked !== undefined && asked !== 'true') {
    throw new Error(
      `archive = ${JSON.stringify(asked)} is unknown; known are ${SUFFIXES.join(', ')}`,
    );
  }
  return form;
}

export interface Unpacking {
  readonly file: string;
  readonly form: ArchiveForm;
  /** The name without the suffix: what a single file that was only compressed is called. */
  readonly fileName: string;
  readonly toDir: string;
  readonly limits: ArtifactLimits;
}

/** @throws Error for a damaged archive, one that is too large, or one that reaches out of its directory. */
export async function unpack(unpacking: Unpacking): Promise<void> {
  const { file, form, toDir } = unpacking;
  await mkdir(toDir, { recursive: true });
  switch (form) {
    case 'zip':
      return unzip(unpacking);
    case 'gz':
    case 'zst': {
      const target = join(toDir, unpacking.fileName.replace(/\.[^.]+$/u, ''));
      const plain = form === 'gz' ? createGunzip() : createZstdDecompress();
      return pipeline(
        createReadStream(file),
        plain,
        sizeGuard(unpacking),
        createWriteStream(target),
      );
    }
    case 'tar.zst':
    case 'tzst':
      return pipeline(createReadStream(file), createZstdDecompress(), untar(unpacking));
    case 'tar':
    case 'tar.gz':
    case 'tgz':
      return pipeline(createReadStream(file), untar(unpacking));
  }
}

/** The library itself refuses to write through links and above its directory; that alone would be silent. */
function untar({ toDir, limits }: Unpacking) {
  let [files, bytes] = [0, 0];
  const stream = extract({
    cwd: toDir,
    strict: true,
    preserveOwner: false,
    onReadEntry: (entry) => {
      files += 1;
      bytes += entry.size;
      const leadsOut =
        !isWayInside(join(entry.path)) ||
        entry.path.startsWith('/') ||
        (entry.type === 'Link' && !isWayInside(join(entry.linkpath ?? '')));
      if (leadsOut) stream.abort(new Error(`archive entry ${entry.path} escapes its directory`));
      else assertWithinLimits(stream, { files, bytes, limits });
    },
  });
  return stream;
}

function assertWithinLimits(
  stream: { abort(error: Error): void },
  { files, bytes, limits }: { files: number; bytes: number; limits: ArtifactLimits },
): void {
  if (files > limits.unpackedMaxFiles) stream.abort(tooMany(limits));
  else if (bytes > limits.unpackedMaxBytes) stream.abort(tooLarge(limits));
}

function sizeGuard({ limits }: Unpacking): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= limits.unpackedMaxBytes) done(null, chunk);
      else done(tooLarge(limits));
    },
  });
}
