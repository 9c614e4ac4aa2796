// Makes the images that tests run. Nothing is pulled where Debian's static busybox can be had: the images are built
// from it alone, so that the tests pass without a registry.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUSYBOX, ensureStaticBusybox } from './busybox.mjs';
import { hasImage, runDocker } from './docker-engine.mjs';
import { isMain, ROOT, say } from './places.mjs';

const FIXTURE = join(ROOT, 'test/fixtures/http-echo');
const HTTP_ECHO = 'hashicorp/http-echo';

/**
 * Leaves a `hashicorp/http-echo` on this machine: the one that is there, else ours, else the registry's.
 *
 * @throws when there is none and neither way works
 */
export function buildTestImages() {
  if (hasImage(HTTP_ECHO) && !isOurs(HTTP_ECHO)) return;
  if (ensureStaticBusybox()) buildHttpEcho();
  else runDocker(['pull', HTTP_ECHO]);
}

/** A real image that someone pulled is as good as ours; ours is rebuilt, since its script may have changed. */
function isOurs(image) {
  const format = '{{index .Config.Labels "steppe.fixture"}}';
  const { stdout } = spawnSync('docker', ['image', 'inspect', '--format', format, image]);
  return stdout.toString().trim() === 'true';
}

function buildHttpEcho() {
  const context = mkdtempSync(join(tmpdir(), 'steppe-http-echo-'));
  try {
    for (const file of ['Dockerfile', 'http-echo'])
      copyFileSync(join(FIXTURE, file), join(context, file));
    copyFileSync(BUSYBOX, join(context, 'busybox'));
    runDocker(['build', '--quiet', '--label', 'steppe.fixture=true', '--tag', HTTP_ECHO, context]);
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
