// Lays out a directory that becomes an image's file system, from programs of this machine.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUSYBOX, ensureStaticBusybox } from './busybox.mjs';

/** Directories that programs expect, and that copying files does not bring. */
const DIRECTORIES = ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'usr/local/bin', 'tmp', 'etc', 'root'];

/** @throws when there is no static busybox on this machine and none may be installed */
export function addBusybox(rootfs) {
  if (!ensureStaticBusybox()) throw new Error("Debian's package busybox-static is needed");
  for (const directory of DIRECTORIES) mkdirSync(join(rootfs, directory), { recursive: true });
  copyInto(rootfs, BUSYBOX, BUSYBOX);
}

/** Adds a program as /usr/local/bin/NAME, with the shared libraries that it needs at the places that it looks in. */
export function addProgram(rootfs, file, name) {
  copyInto(rootfs, file, join('/usr/local/bin', name));
  chmodSync(join(rootfs, 'usr/local/bin', name), 0o755);
  for (const library of librariesOf(file)) copyInto(rootfs, library, library);
}

/** @returns {string[]} paths; none for a static program, of which ldd only says so */
function librariesOf(file) {
  const { stdout } = spawnSync('ldd', [realpathSync(file)], { encoding: 'utf8' });
  return [...stdout.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path]) => path);
}

export function copyInto(rootfs, source, target) {
  if (!existsSync(source)) return;
  const destination = join(rootfs, target);
  mkdirSync(dirname(destination), { recursive: true });
  copyFileSync(realpathSync(source), destination);
}
