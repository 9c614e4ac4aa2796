// Builds `steppe` and `nats` images out of what this machine already has, for tests where no registry can be reached.
// With a registry, `docker compose build` does the same from public images. Needs a built checkout (`npm run build`).
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { hasImage, runDocker } from './docker-engine.mjs';
import { ensureNatsServer } from './ensure-nats-server.mjs';
import { withLock } from './lock.mjs';
import { versionOf } from './nats-server.mjs';
import { isMain, ROOT, say } from './places.mjs';
import { addBusybox, addProgram, copyInto } from './rootfs.mjs';

const BUILD_TIMEOUT_MS = 5 * 60_000;
const STAGING = join(ROOT, '.cache/images');
const STEPPE = 'steppe:local';

/**
 * @returns {Promise<{ steppe: string, nats: string }>} images for docker-compose's STEPPE_IMAGE and NATS_IMAGE
 * @throws when the checkout is not built, this machine is not Linux, or docker fails
 */
export async function buildLocalImages() {
  return await withLock(join(ROOT, '.cache/images.lock'), BUILD_TIMEOUT_MS, async () => {
    const base = buildBase();
    buildSteppe(base);
    return { steppe: STEPPE, nats: await buildNats(base) };
  });
}

/** Node and a shell: what the Dockerfile's BASE_IMAGE has to bring. */
function buildBase() {
  if (process.platform !== 'linux') throw new Error('images can be made of a Linux machine only');
  const node = join(ROOT, 'node_modules/node/bin/node');
  const image = `steppe-local-base:${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`;
  if (hasImage(image)) return image;
  const rootfs = emptyDirectory('base');
  addBusybox(rootfs);
  addProgram(rootfs, node, 'node');
  copyInto(rootfs, '/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/certs/ca-certificates.crt');
  build(image, 'tools/images/base.Dockerfile', rootfs);
  return image;
}

async function buildNats(base) {
  const server = await ensureNatsServer();
  const image = `steppe-local-nats:${versionOf(server)}`;
  if (hasImage(image)) return image;
  const rootfs = emptyDirectory('nats');
  addProgram(rootfs, server, 'nats-server');
  build(image, 'tools/images/nats.Dockerfile', rootfs, ['--build-arg', `BASE_IMAGE=${base}`]);
  return image;
}

/** The project's own Dockerfile, on a context that is already built. */
function buildSteppe(base) {
  const context = join(STAGING, 'steppe');
  installProduction(context);
  for (const project of projectFolders()) {
    for (const part of ['dist', 'bin']) stage(context, join(project, part));
  }
  build(STEPPE, 'Dockerfile', context, ['--build-arg', `BASE_IMAGE=${base}`]);
  // What the last build left nameless, of this image alone.
  runDocker([
    'image',
    'prune',
    '--force',
    '--filter',
    'label=org.opencontainers.image.title=steppe',
  ]);
}

function projectFolders() {
  return ['apps', 'libs'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
  );
}

function stage(context, path) {
  const source = join(ROOT, path);
  const target = join(context, path);
  rmSync(target, { recursive: true, force: true });
  if (existsSync(source)) cpSync(source, target, { recursive: true });
}

/** The same packages as in a real image; from npm's cache, which installing the checkout has filled. */
function installProduction(context) {
  const lockfile = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const stamp = join(context, 'node_modules/.installed-for');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  emptyDirectory('steppe');
  const manifests = [...projectFolders(), 'test', 'bench'].map((folder) =>
    join(folder, 'package.json'),
  );
  for (const file of ['package.json', 'package-lock.json', '.npmrc', ...manifests])
    stage(context, file);
  const options = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', ['ci', ...options], { cwd: context, stdio: ['ignore', 'ignore', 2] });
  writeFileSync(stamp, lockfile);
}

function emptyDirectory(name) {
  const directory = join(STAGING, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return directory;
}

function build(image, dockerfile, context, options = []) {
  say(`building the image ${image}`);
  runDocker(['build', '--file', join(ROOT, dockerfile), '--tag', image, ...options, context]);
}

if (isMain(import.meta)) {
  try {
    const { steppe, nats } = await buildLocalImages();
    process.stdout.write(`STEPPE_IMAGE=${steppe}\nNATS_IMAGE=${nats}\n`);
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
