// Where the tools keep things: the checkout, and one cache per user that survives `npm ci` and serves every checkout.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

export const CACHE_DIR = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'steppe');

/** True when this file was named on the command line, and not imported. */
export const isMain = (meta) => realpathSync(process.argv[1] ?? '.') === meta.filename;

/** Messages go to stderr, so that a tool's stdout is its result alone. */
export const say = (message) => process.stderr.write(`steppe: ${message}\n`);
