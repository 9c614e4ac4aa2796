import { constants } from 'node:fs';
import {
  copyFile,
  cp,
  lchown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '@steppe/api-contract/blocks';
import { assertNever } from '@steppe/domain';
import { InsideDir } from '../inside/inside-dir.ts';
import { EscapeError, type InsideDirs, isWayInside, pathInside } from '../inside/inside-path.ts';
import type { ArtifactLimits } from './artifact-limits.ts';
import { type ArtifactSource, type ParsedSource, parseSource } from './artifact-source.ts';
import { gitClone } from './git-clone.ts';
import { downloadFile } from './http-download.ts';
import { inspectTree } from './inspect-tree.ts';
import { s3Headers } from './s3-request.ts';
import { archiveFormOf, unpack } from './unpack.ts';
import { verifyChecksum } from './verify-checksum.ts';

export interface ArtifactRequest {
  /** With every `${…}` filled in. */
  readonly artifact: Artifact;
  readonly dirs: InsideDirs;
  readonly limits: ArtifactLimits;
  /** Whose it shall be; absent: the agent's. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
}

/** What has been fetched: one file, or a directory of them. */
interface Fetched {
  readonly path: string;
  readonly isDir: boolean;
}

/**
 * Fetches an artifact into its allocation's directory. It is made ready beside the tasks' directories, where no
 * task reaches, and moved to its place as a whole; no link leads it elsewhere.
 *
 * @throws Error that says what is wrong; nothing is left behind.
 */
export async function fetchArtifact(request: ArtifactRequest): Promise<void> {
  const { artifact, dirs } = request;
  const way = pathInside(dirs, artifact.destination);
  const parsed = parseSource(artifact.source, artifact.options);
  const scratch = await mkdtemp(join(dirs.allocDir, '.artifact-'));
  try {
    const fetched = await fetchSource(parsed, scratch, request);
    await place(fetched, { way, parsed, request });
  } finally {
    // What was broken off may still be writing for a moment.
    await rm(scratch, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function fetchSource(
  parsed: ParsedSource,
  scratch: string,
  request: ArtifactRequest,
): Promise<Fetched> {
  const { source } = parsed;
  const { gitTimeoutMs, httpTimeoutMs } = request.limits;
  const timeoutMs = source.kind === 'git' ? gitTimeoutMs : httpTimeoutMs;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  switch (source.kind) {
    case 'git': {
      const toDir = join(scratch, 'clone');
      const mayUseFiles = request.limits.fileRoots.length > 0;
      if (/^file:|^\//u.test(source.url)) {
        await assertAllowedFile(source.url.replace(/^file:\/\//u, ''), request.limits);
      }
      await gitClone({ source, toDir, scratchDir: scratch, mayUseFiles, signal });
      return folderOf({ path: toDir, isDir: true }, source.within);
    }
    case 'http':
    case 's3':
    case 'file': {
      const file = join(scratch, 'file');
      await obtainFile(source, file, { ...request, signal });
      if ((await lstat(file)).isDirectory()) {
        await inspectTree(file);
        return folderOf({ path: file, isDir: true }, source.within);
      }
      if (parsed.checksum !== undefined) await verifyChecksum(file, parsed.checksum);
      return unpackedOf(parsed, { file, scratch, request });
    }
    default:
      return assertNever(source);
  }
}

async function obtainFile(
  source: Extract<ArtifactSource, { kind: 'http' | 's3' | 'file' }>,
  file: string,
  { artifact, limits, signal, onProgress }: ArtifactRequest,
): Promise<void> {
  if (source.kind !== 'file') {
    const { insecure } = artifact;
    const isS3 = source.kind === 's3';
    const { url } = isS3 ? source.object : source;
    const headers = isS3 ? await s3Headers(source.object) : artifact.headers;
    const maxBytes = limits.downloadMaxBytes;
    return downloadFile({ url, headers, insecure, maxBytes, signal, onProgress }, file);
  }
  const real = await assertAllowedFile(source.path, limits);
  if ((await lstat(real)).isDirectory())
    await cp(real, file, { recursive: true, verbatimSymlinks: true });
  else await copyFile(real, file, constants.COPYFILE_FICLONE);
  return undefined;
}

/** @returns where it lies, after every link. */
async function assertAllowedFile(path: string, { fileRoots }: ArtifactLimits): Promise<string> {
  const real = await realpath(path);
  if (fileRoots.some((root) => real === root || real.startsWith(`${root}/`))) return real;
  throw new Error(
    `${path} may not be an artifact: the node's operator allows files below the client option "artifact.file_roots" only`,
  );
}

async function unpackedOf(
  { source, archive, fileName }: ParsedSource,
  { file, scratch, request }: { file: string; scratch: string; request: ArtifactRequest },
): Promise<Fetched> {
  const { mode } = request.artifact;
  const form = mode === 'file' ? undefined : archiveFormOf(fileName, archive);
  if (form === undefined) {
    if (source.within !== '')
      throw new Error(`${fileName} is no archive with a folder ${source.within}`);
    return { path: file, isDir: false };
  }
  const toDir = join(scratch, 'unpacked');
  await unpack({ file, form, fileName, toDir, limits: request.limits });
  return folderOf({ path: toDir, isDir: true }, source.within);
}

async function folderOf({ path }: Fetched, within: string): Promise<Fetched> {
  await inspectTree(path);
  if (within === '') return { path, isDir: true };
  if (!isWayInside(join(within))) throw new EscapeError(within);
  const inner = await realpath(join(path, within));
  if (!inner.startsWith(`${await realpath(path)}/`)) throw new EscapeError(within);
  const isDir = (await lstat(inner)).isDirectory();
  // A link that led within the whole may lead out of the part.
  if (isDir) await inspectTree(inner);
  return { path: inner, isDir };
}

/** Moves what was fetched to where the job wants it. */
async function place(
  fetched: Fetched,
  { way, parsed, request }: { way: string; parsed: ParsedSource; request: ArtifactRequest },
): Promise<void> {
  const { artifact, dirs, owner } = request;
  if (owner !== undefined) await giveTo(owner, fetched.path);
  if (fetched.isDir) {
    if (artifact.mode === 'file') throw new Error('a directory was fetched, and mode is "file"');
    return moveInto(dirs, way, fetched.path);
  }
  const isNamed = artifact.mode === 'file';
  const name = isNamed ? (way.split('/').at(-1) ?? '') : parsed.fileName;
  const holder = `${fetched.path}-placed`;
  await mkdir(holder);
  await rename(fetched.path, join(holder, name));
  return moveInto(dirs, isNamed ? dirname(way) : way, holder);
}

/** Links themselves change hands, not what they lead to. */
async function giveTo(
  owner: { readonly uid: number; readonly gid: number },
  path: string,
): Promise<void> {
  await lchown(path, owner.uid, owner.gid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await giveTo(owner, join(path, name));
}

async function moveInto({ allocDir }: InsideDirs, way: string, from: string): Promise<void> {
  await InsideDir.use(allocDir, way, (dir) => dir.takeOver(from));
}
