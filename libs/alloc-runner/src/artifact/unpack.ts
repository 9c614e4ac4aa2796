import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Duplex, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { assertNever } from '@steppe/domain';
import { extract } from 'tar';
import { isWayInside } from '../inside/inside-path.ts';
import { type ArtifactLimits, tooLarge, tooMany } from './artifact-limits.ts';
import { decompressedBy } from './decompress.ts';
import { unzip } from './unzip.ts';

interface Form {
  /** `zip` holds many files, and `tar`; what is only compressed holds one. */
  readonly kind: 'zip' | 'tar' | 'single';
  /** The library that reads tar knows gzip itself. */
  readonly compression?: 'gzip' | 'zstd' | 'bzip2' | 'xz';
}

/** By the ends of their names, the longer ones first. */
const FORMS = {
  'tar.gz': { kind: 'tar' },
  tgz: { kind: 'tar' },
  'tar.bz2': { kind: 'tar', compression: 'bzip2' },
  tbz2: { kind: 'tar', compression: 'bzip2' },
  'tar.xz': { kind: 'tar', compression: 'xz' },
  txz: { kind: 'tar', compression: 'xz' },
  'tar.zst': { kind: 'tar', compression: 'zstd' },
  tzst: { kind: 'tar', compression: 'zstd' },
  tar: { kind: 'tar' },
  zip: { kind: 'zip' },
  gz: { kind: 'single', compression: 'gzip' },
  bz2: { kind: 'single', compression: 'bzip2' },
  xz: { kind: 'single', compression: 'xz' },
  zst: { kind: 'single', compression: 'zstd' },
} as const satisfies Readonly<Record<string, Form>>;

export type ArchiveForm = keyof typeof FORMS;
const SUFFIXES = Object.keys(FORMS).filter((suffix) => isForm(suffix));

function isForm(suffix: string): suffix is ArchiveForm {
  return Object.hasOwn(FORMS, suffix);
}

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
  const { form, toDir, fileName } = unpacking;
  await mkdir(toDir, { recursive: true });
  const { kind } = FORMS[form];
  switch (kind) {
    case 'zip':
      return unzip(unpacking);
    case 'tar':
      return pipeline(plainOf(unpacking), untar(unpacking));
    case 'single': {
      const target = createWriteStream(join(toDir, fileName.replace(/\.[^.]+$/u, '')));
      return pipeline(plainOf(unpacking), sizeGuard(unpacking), target);
    }
    default:
      return assertNever(kind);
  }
}

function plainOf({ file, form }: Unpacking): Readable {
  const { compression }: Form = FORMS[form];
  switch (compression) {
    case 'gzip':
      return compose(createReadStream(file), createGunzip());
    case 'zstd':
      return compose(createReadStream(file), createZstdDecompress());
    case 'bzip2':
    case 'xz':
      return Readable.from(decompressedBy(compression, file));
    case undefined:
      return createReadStream(file);
    default:
      return assertNever(compression);
  }
}

/** A damaged file ends both. */
function compose(source: Readable, plain: Duplex): Readable {
  return source.once('error', (error) => plain.destroy(error)).pipe(plain);
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
