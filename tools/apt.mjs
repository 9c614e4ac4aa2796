// Installs Debian packages, where this process may.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './places.mjs';

const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** @returns {boolean} whether this is Debian or a relative of it, and this process is root */
export const mayInstallPackages = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/**
 * Installs without asking and without starting the services that come along; whoever needs one starts it.
 *
 * @param {readonly string[]} packages
 * @throws when apt-get fails
 */
export function installPackages(packages) {
  say(`installing ${packages.join(' ')} (apt-get)`);
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  // A fresh machine has no package lists, and an old one has stale ones: only then is `update` needed.
  if (runApt(install)) return;
  runApt(['update']);
  if (!runApt(install)) throw new Error(`apt-get install ${packages.join(' ')} failed`);
}

function runApt(args) {
  // RUNLEVEL=1 makes invoke-rc.d leave services alone.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  const stdio = ['ignore', 2, 2];
  return (
    spawnSync('apt-get', [...options, ...args], { env, stdio, timeout: INSTALL_TIMEOUT_MS })
      .status === 0
  );
}
