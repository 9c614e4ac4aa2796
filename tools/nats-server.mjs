// Finds a nats-server that Steppe can use; installs nothing.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE_DIR } from './places.mjs';

/** Direct gets by sequence with republished headers, and per-subject compare-and-set, are as Steppe needs them from here on. */
export const NATS_VERSION_MIN = [2, 12];

/** Where ensure-nats-server.mjs puts the binary that it installs. */
export const NATS_BIN_DIR = join(CACHE_DIR, 'bin');

/**
 * @returns {string | undefined} path of the first nats-server that is new enough: on PATH, else in the cache
 */
export function resolveNatsServer() {
  const directories = [...(process.env.PATH ?? '').split(delimiter), NATS_BIN_DIR];
  return directories
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, 'nats-server'))
    .find((file) => isExecutable(file) && isNewEnough(versionOf(file)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: for a search both mean "look further".
    return false;
  }
}

/** @returns {string} such as `2.15.2`; empty when the program does not run here or says something else */
export function versionOf(file) {
  try {
    const output = execFileSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
    return /v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? '';
  } catch {
    return '';
  }
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorMin, minorMin] = NATS_VERSION_MIN;
  return major > majorMin || (major === majorMin && minor >= minorMin);
}
