// Debian's busybox-static: a shell and the usual tools in one file that needs no C library, so images can be made of it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installPackages, mayInstallPackages } from './apt.mjs';

export const BUSYBOX = '/bin/busybox';

/** @returns {boolean} whether a static busybox is at `BUSYBOX`, after installing it where this process may */
export function ensureStaticBusybox() {
  if (!isInstalled() && mayInstallPackages()) installPackages(['busybox-static']);
  return isInstalled();
}

const isInstalled = () =>
  existsSync(BUSYBOX) && spawnSync('dpkg', ['--status', 'busybox-static']).status === 0;
