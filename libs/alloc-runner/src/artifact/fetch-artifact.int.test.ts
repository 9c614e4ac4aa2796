import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Artifact } from '@steppe/api-contract/blocks';
import { type AllocDirs, makeAllocDirs } from '../testing/alloc-dirs.ts';
import { type FileServer, serveFiles } from '../testing/file-server.ts';
import { ARTIFACT_LIMITS, type ArtifactLimits } from './artifact-limits.ts';
import { fetchArtifact } from './fetch-artifact.ts';

const run = promisify(execFile);
const PROGRAM = '#!/bin/sh\necho hello\n';
const SHA256 = createHash('sha256').update(PROGRAM).digest('hex');

let made: string;
let server: FileServer;
let dirs: AllocDirs;

async function xz(text: string): Promise<Buffer> {
  const file = join(made, 'app');
  await writeFile(file, text);
  await run('xz', ['--keep', file]);
  return readFile(`${file}.xz`);
}

/** Archives as attackers make them, by tools that ask nothing. */
async function makeFiles(): Promise<Record<string, Buffer | string>> {
  const tree = join(made, 'tree');
  await mkdir(join(tree, 'bin'), { recursive: true });
  await writeFile(join(tree, 'bin', 'app'), PROGRAM, { mode: 0o755 });
  await symlink('app', join(tree, 'bin', 'link'));
  const tar = async (name: string, ...args: string[]): Promise<Buffer> => {
    await run('tar', ['-C', tree, '-cf', join(made, name), ...args]);
    return readFile(join(made, name));
  };
  const script = `
import tarfile, io, zipfile, sys
def entry(t, name, kind=tarfile.REGTYPE, link='', data=b'evil'):
    i = tarfile.TarInfo(name); i.type = kind; i.linkname = link
    if kind == tarfile.REGTYPE: i.size = len(data)
    t.addfile(i, io.BytesIO(data) if kind == tarfile.REGTYPE else None)
d = sys.argv[1]
def tar(name, *entries):
    with tarfile.open(f'{d}/{name}', 'w') as t:
        for e in entries: entry(t, *e)
S, H = tarfile.SYMTYPE, tarfile.LNKTYPE
tar('dotdot.tar', ('../../../evil',))
tar('absolute.tar', ('/tmp/steppe-evil',))
tar('link-out.tar', ('out', S, '../../../..'))
tar('link-absolute.tar', ('out', S, '/etc'))
tar('link-through.tar', ('out', S, '../../..'), ('out/evil',))
tar('link-chain.tar', ('a/b/c/x',), ('a/b/l', S, '../..'), ('m', S, 'a/b/l/../../../x'))
tar('hard-out.tar', ('h', H, '../../../../etc/passwd'))
tar('many.tar', *[(f'f{i}',) for i in range(20)])
with zipfile.ZipFile(f'{d}/dotdot.zip', 'w') as z: z.writestr('../evil', 'x')
with zipfile.ZipFile(f'{d}/link.zip', 'w') as z:
    i = zipfile.ZipInfo('out'); i.external_attr = 0o120777 << 16; z.writestr(i, '/etc')
with zipfile.ZipFile(f'{d}/good.zip', 'w') as z:
    i = zipfile.ZipInfo('bin/app'); i.external_attr = 0o100755 << 16; z.writestr(i, ${JSON.stringify(PROGRAM)})
`;
  await run('python3', ['-c', script, made]);
  const files: Record<string, Buffer | string> = {
    '/app': PROGRAM,
    '/closed/app': PROGRAM,
    '/app.gz': gzipSync(PROGRAM),
    '/tree.tar': await tar('tree.tar', '.'),
    '/tree.tar.gz': await tar('tree.tar.gz', '-z', '.'),
    '/tree.tar.bz2': await tar('tree.tar.bz2', '-j', '.'),
    '/tree.txz': await tar('tree.txz', '-J', '.'),
    '/app.xz': await xz(PROGRAM),
    '/broken.tar.xz': 'this is no archive',
    '/broken.tar.gz': 'this is no archive',
  };
  for (const name of await readdir(made)) {
    const isFile = /\.(?:tar|zip)$/u.test(name) && name !== 'tree.tar';
    if (isFile) files[`/${name}`] = await readFile(join(made, name));
  }
  return files;
}

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'steppe-artifacts-'));
  server = await serveFiles(await makeFiles());
});
afterAll(async () => {
  await server.stop();
  await rm(made, { recursive: true });
});
beforeEach(async () => {
  dirs = await makeAllocDirs();
});
afterEach(() => dirs.remove());

async function fetch(
  wire: object,
  limits: Partial<ArtifactLimits> = {},
  owner?: { uid: number; gid: number },
): Promise<void> {
  await fetchArtifact({
    artifact: Artifact.parse(wire),
    dirs,
    limits: { ...ARTIFACT_LIMITS, ...limits },
    owner,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}

const from = (path: string, more: object = {}): object => ({
  GetterSource: `${server.url}${path}`,
  ...more,
});

/** Nothing is left beside what the tasks have. */
async function expectClean(): Promise<void> {
  expect(await readdir(dirs.allocDir)).toEqual(['web']);
}

describe('an artifact', () => {
  test.each([
    { title: 'a file', path: '/app', at: 'local/app' },
    { title: 'a file elsewhere', path: '/app', more: { RelativeDest: 'bin/' }, at: 'bin/app' },
    {
      title: 'a file under a name of its own',
      path: '/app',
      more: { GetterMode: 'file', RelativeDest: 'local/tool' },
      at: 'local/tool',
    },
    { title: 'a file that was compressed', path: '/app.gz', at: 'local/app' },
    { title: 'a tar archive', path: '/tree.tar', at: 'local/bin/app' },
    { title: 'a compressed tar archive', path: '/tree.tar.gz', at: 'local/bin/app' },
    { title: 'a tar archive of bzip2', path: '/tree.tar.bz2', at: 'local/bin/app' },
    { title: 'a tar archive of xz', path: '/tree.txz', at: 'local/bin/app' },
    { title: 'a file of xz', path: '/app.xz', at: 'local/app' },
    { title: 'a zip archive', path: '/good.zip', at: 'local/bin/app' },
    { title: 'a folder of an archive', path: '/tree.tar.gz//bin', at: 'local/app' },
    {
      title: 'what needs a header',
      path: '/closed/app',
      more: { GetterHeaders: { 'X-Key': '1' } },
      at: 'local/app',
    },
    {
      title: 'a file with the right checksum',
      path: '/app',
      more: { GetterOptions: { checksum: `sha256:${SHA256}` } },
      at: 'local/app',
    },
  ])('may be $title', async ({ path, more, at }) => {
    await fetch(from(path, more));
    expect(await readFile(join(dirs.taskDir, at), 'utf8')).toBe(PROGRAM);
    await expectClean();
  });

  test('keeps what may be executed, and links within it', async () => {
    await fetch(from('/tree.tar'));
    expect((await stat(join(dirs.localDir, 'bin/app'))).mode & 0o777).toBe(0o755);
    expect(await readFile(join(dirs.localDir, 'bin/link'), 'utf8')).toBe(PROGRAM);
  });

  test('belongs to whom it is for, with all that is in it', async () => {
    const owner = { uid: 65_534, gid: 65_534 };
    await fetch(from('/tree.tar'), {}, owner);
    for (const path of ['bin', 'bin/app', 'bin/link']) {
      const { uid, gid } = await lstat(join(dirs.localDir, path));
      expect({ uid, gid }).toEqual(owner);
    }
  });

  test('stays packed when the job says so', async () => {
    await fetch(from('/tree.tar', { GetterOptions: { archive: 'false' } }));
    expect(await readdir(dirs.localDir)).toEqual(['tree.tar']);
  });

  test('is merged with what is there already', async () => {
    await mkdir(join(dirs.localDir, 'bin'));
    await writeFile(join(dirs.localDir, 'bin', 'other'), '');
    await fetch(from('/tree.tar'));
    expect((await readdir(join(dirs.localDir, 'bin'))).toSorted()).toEqual([
      'app',
      'link',
      'other',
    ]);
  });

  test('may be a git repository, at a branch, tag or commit', async () => {
    const repository = join(made, 'repository');
    const git = (...args: string[]) => run('git', args, { cwd: repository });
    await mkdir(repository);
    await git('init', '--quiet', '--initial-branch=main');
    const commit = async (text: string): Promise<void> => {
      await writeFile(join(repository, 'file'), text);
      await git('add', '.');
      await git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '-m', text);
    };
    await commit('first');
    await git('tag', 'v1');
    await commit('second');
    const limits = { fileRoots: [made] };
    const source = (ref: string) => ({ GetterSource: `git::file://${repository}?ref=${ref}` });
    for (const { ref, text } of [
      { ref: 'v1', text: 'first' },
      { ref: 'main', text: 'second' },
    ]) {
      await fetch(source(ref), limits);
      expect(await readFile(join(dirs.localDir, 'file'), 'utf8')).toBe(text);
    }
    await expect(fetch(source('nowhere'), limits)).rejects.toThrow('no branch, tag or commit');
    await expect(fetch(source('--upload-pack=x'), limits)).rejects.toThrow(
      'no name that git takes',
    );
  });

  test('may be a file of the machine where its operator allows that', async () => {
    const source = { GetterSource: join(made, 'tree', 'bin', 'app') };
    await expect(fetch(source)).rejects.toThrow('artifact.file_roots');
    await fetch(source, { fileRoots: [made] });
    expect(await readFile(join(dirs.localDir, 'app'), 'utf8')).toBe(PROGRAM);
  });
});

describe('an artifact is refused', () => {
  test.each([
    { title: 'that there is not', path: '/nothing', says: '404' },
    { title: 'that is closed', path: '/closed/app', says: '403' },
    {
      title: 'with another checksum',
      path: '/app',
      more: { GetterOptions: { checksum: `sha256:${'0'.repeat(64)}` } },
      says: 'Checksums did not match',
    },
    {
      title: 'with a malformed checksum',
      path: '/app',
      more: { GetterOptions: { checksum: 'sha256:12' } },
      says: 'malformed',
    },
    { title: 'that is damaged', path: '/broken.tar.gz', says: /./u },
    { title: 'that is damaged, of xz', path: '/broken.tar.xz', says: 'xz: ' },
    { title: 'with a path above', path: '/dotdot.tar', says: 'escapes' },
    { title: 'with an absolute path', path: '/absolute.tar', says: 'escapes' },
    { title: 'with a link that leads up', path: '/link-out.tar', says: 'escapes' },
    { title: 'with an absolute link', path: '/link-absolute.tar', says: 'absolute' },
    { title: 'with a file through a link', path: '/link-through.tar', says: /./u },
    { title: 'with links that lead out together', path: '/link-chain.tar', says: 'escapes' },
    { title: 'with a hard link out', path: '/hard-out.tar', says: 'escapes' },
    { title: 'as a zip with a path above', path: '/dotdot.zip', says: /\.\.|invalid/u },
    { title: 'as a zip with an absolute link', path: '/link.zip', says: 'escapes' },
    { title: 'for above', path: '/app', more: { RelativeDest: '../../..' }, says: 'escapes' },
    {
      title: 'for far above',
      path: '/app',
      more: { RelativeDest: 'a/../../../../etc' },
      says: 'escapes',
    },
    {
      title: 'in a form unknown',
      path: '/app',
      more: { GetterOptions: { archive: 'rar' } },
      says: 'rar',
    },
  ])('$title', async ({ path, more, says }) => {
    await expect(fetch(from(path, more))).rejects.toThrow(says);
    expect(existsSync('/tmp/steppe-evil')).toBe(false);
    await expectClean();
  });

  test('when it is larger than the operator allows', async () => {
    await expect(fetch(from('/app'), { downloadMaxBytes: 5 })).rejects.toThrow('larger');
    await expect(fetch(from('/many.tar'), { unpackedMaxFiles: 5 })).rejects.toThrow('5 files');
    await expect(fetch(from('/tree.tar'), { unpackedMaxBytes: 5 })).rejects.toThrow('5 bytes');
    await expect(fetch(from('/app.gz'), { unpackedMaxBytes: 5 })).rejects.toThrow('5 bytes');
  });

  test.each([
    { title: 'a link', destination: 'local/out' },
    { title: 'a link on the way', destination: 'local/out/deep' },
  ])('when a task has put $title where it is to go', async ({ destination }) => {
    await symlink(made, join(dirs.localDir, 'out'));
    const before = await readdir(made);
    await expect(fetch(from('/app', { RelativeDest: destination }))).rejects.toThrow('escapes');
    expect(await readdir(made)).toEqual(before);
  });
});
