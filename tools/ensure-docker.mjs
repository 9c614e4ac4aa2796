// Makes the Docker engine answer, and compose available: installs Debian's packages when they are missing, and
// starts dockerd by hand where no systemd does. `--stop` stops a dockerd that was started so.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installPackages, mayInstallPackages } from './apt.mjs';
import { engineAnswers, resolveCompose } from './docker-engine.mjs';
import { withLock } from './lock.mjs';
import { CACHE_DIR, isMain, say } from './places.mjs';

const SETUP_TIMEOUT_MS = 10 * 60_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 250;

const PID_FILE = join(CACHE_DIR, 'dockerd.pid');
const LOG_FILE = join(CACHE_DIR, 'dockerd.log');

/**
 * @throws when Docker or compose is missing and may not be installed from here, or dockerd does not start
 */
export async function ensureDocker() {
  if (engineAnswers() && resolveCompose()) return;
  await withLock(join(CACHE_DIR, 'docker.lock'), SETUP_TIMEOUT_MS, async () => {
    if (!engineAnswers()) await startEngine();
    if (!resolveCompose()) installCompose();
  });
}

async function startEngine() {
  if (!mayInstallPackages()) {
    throw new Error(
      'the Docker engine does not answer; start it, or install it from https://docs.docker.com/engine/install',
    );
  }
  // Without the engine's own recommendations: iptables it cannot do without, the rest it can.
  if (spawnSync('dockerd', ['--version']).status !== 0) {
    installPackages(['docker.io', 'iptables', 'ca-certificates']);
  }
  if (existsSync('/run/systemd/system')) {
    spawnSync('systemctl', ['start', 'docker']);
    await waitForEngine(() => false);
    return;
  }
  mountControlGroups();
  const daemon = startDaemon();
  await waitForEngine(() => daemon.exitCode !== null);
}

/** Without systemd it may be that nobody has mounted them, and dockerd needs them. */
function mountControlGroups() {
  if (/ cgroup2? /.test(readFileSync('/proc/mounts', 'utf8'))) return;
  installPackages(['cgroupfs-mount']);
  spawnSync('cgroupfs-mount', { stdio: ['ignore', 2, 2] });
}

/** Starts dockerd so that it outlives this process and holds none of its streams. */
function startDaemon() {
  mkdirSync(CACHE_DIR, { recursive: true });
  // No engine answers, so what this file names is gone, or is another process by now.
  rmSync(PID_FILE, { force: true });
  const log = openSync(LOG_FILE, 'a');
  say(`starting dockerd (log: ${LOG_FILE}; to stop it: node tools/ensure-docker.mjs --stop)`);
  const daemon = spawn('dockerd', ['--pidfile', PID_FILE], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  daemon.unref();
  return daemon;
}

async function waitForEngine(hasDied) {
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (!engineAnswers()) {
    if (hasDied() || Date.now() > deadlineMs)
      throw new Error(`dockerd does not answer; ${lastLogLines()}`);
    await delay(POLL_MS);
  }
}

function lastLogLines() {
  if (!existsSync(LOG_FILE)) return 'see `journalctl -u docker`';
  return `the end of its log:\n${readFileSync(LOG_FILE, 'utf8').split('\n').slice(-6).join('\n')}`;
}

function installCompose() {
  if (!mayInstallPackages()) {
    throw new Error('compose is missing; install it from https://docs.docker.com/compose/install');
  }
  installPackages(['docker-compose']);
  if (!resolveCompose()) throw new Error('docker-compose was installed but does not run');
}

/** Stops the dockerd that startDaemon started, if one runs, and waits until it is gone. */
async function stopDaemon() {
  if (!existsSync(PID_FILE)) return;
  const processId = Number(readFileSync(PID_FILE, 'utf8'));
  if (!isDockerd(processId)) return;
  process.kill(processId, 'SIGTERM');
  const deadlineMs = Date.now() + STOP_TIMEOUT_MS;
  // dockerd removes the file as the last thing that it does.
  while (existsSync(PID_FILE)) {
    if (Date.now() > deadlineMs) throw new Error(`dockerd (process ${processId}) does not stop`);
    await delay(POLL_MS);
  }
}

/** After a crash or a restart of the machine the file may name an innocent process. */
function isDockerd(processId) {
  const name = `/proc/${processId}/comm`;
  return existsSync(name) && readFileSync(name, 'utf8').trim() === 'dockerd';
}

if (isMain(import.meta)) {
  try {
    await (process.argv[2] === '--stop' ? stopDaemon() : ensureDocker());
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
