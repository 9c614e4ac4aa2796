// Makes the images that tests run. Nothing is pulled where Debian's static busybox can be had: the images are built
// from it alone, so that the tests pass without a registry.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUSYBOX, ensureStaticBusybox } from './busybox.mjs';
import { hasImage, runDocker } from './docker-engine.mjs';
import { isMain, ROOT, say } from './places.mjs';

const FIXTURES = join(ROOT, 'test/fixtures');
const HTTP_ECHO = 'hashicorp/http-echo';
/** Of a job file whose commands were recorded from Nomad. */
const BUSYBOX_LOCAL = 'busybox:local';

/**
 * Leaves two images on this machine. A `hashicorp/http-echo`: the one that is there, else ours, else the registry's. And
 * a `busybox:local`: ours, else the registry's busybox by that name.
 *
 * @throws when one is missing and neither way works
 */
export function buildTestImages() {
  const hasBusybox = ensureStaticBusybox();
  if (hasBusybox) build(BUSYBOX_LOCAL, { directory: 'busybox', files: ['Dockerfile'] });
  else if (!hasImage(BUSYBOX_LOCAL)) pullBusybox();
  if (hasImage(HTTP_ECHO) && !isOurs(HTTP_ECHO)) return;
  const files = ['Dockerfile', 'http-echo'];
  if (hasBusybox) build(HTTP_ECHO, { directory: 'http-echo', files });
  else runDocker(['pull', HTTP_ECHO]);
}

function pullBusybox() {
  runDocker(['pull', 'busybox']);
  runDocker(['tag', 'busybox', BUSYBOX_LOCAL]);
}

/** A real image that someone pulled is as good as ours; ours is rebuilt, since its script may have changed. */
function isOurs(image) {
  const format = '{{index .Config.Labels "steppe.fixture"}}';
  const { stdout } = spawnSync('docker', ['image', 'inspect', '--format', format, image]);
  return stdout.toString().trim() === 'true';
}

function build(image, { directory, files }) {
  const context = mkdtempSync(join(tmpdir(), 'steppe-image-'));
  try {
    for (const file of files) copyFileSync(join(FIXTURES, directory, file), join(context, file));
    copyFileSync(BUSYBOX, join(context, 'busybox'));
    runDocker(['build', '--quiet', '--label', 'steppe.fixture=true', '--tag', image, context]);
  } finally {
    rmSync(context, { recursive: true });
  }
}

if (isMain(import.meta)) {
  try {
    buildTestImages();
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
