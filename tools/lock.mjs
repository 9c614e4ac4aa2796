// A lock between processes of one machine: a file that holds its owner's process ID.
// Two `npm test` in one checkout must not both install into node_modules, nor both start dockerd.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Runs `work` while this process holds `lockFile`; others wait for their turn.
 *
 * @param {string} lockFile path, outside of anything that `work` deletes
 * @param {number} timeoutMs how long to wait for another owner before giving up
 * @param {(seen: { ownerDied: boolean }) => Promise<T> | T} work told whether the last owner died at it
 * @returns {Promise<T>}
 * @template T
 */
export async function withLock(lockFile, timeoutMs, work) {
  const ownerDied = await acquire(lockFile, timeoutMs);
  try {
    return await work({ ownerDied });
  } finally {
    rmSync(lockFile, { force: true });
  }
}

async function acquire(lockFile, timeoutMs) {
  mkdirSync(dirname(lockFile), { recursive: true });
  const deadlineMs = Date.now() + timeoutMs;
  let ownerDied = false;
  while (!tryCreate(lockFile)) {
    const owner = readOwner(lockFile);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      ownerDied = removeOf(lockFile, owner) || ownerDied;
      continue;
    }
    if (Date.now() > deadlineMs) throw new Error(`process ${owner} still holds ${lockFile}`);
    await delay(POLL_MS);
  }
  return ownerDied;
}

/** Linking a finished file in place means that nobody ever sees a lock without its owner. */
function tryCreate(lockFile) {
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a dead owner's lock; renaming first, so that of two removers only one wins. */
function removeOf(lockFile, deadOwner) {
  const aside = `${lockFile}.${process.pid}.dead`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
  if (readOwner(aside) !== deadOwner) {
    renameSync(aside, lockFile);
    return false;
  }
  rmSync(aside);
  return true;
}

function readOwner(lockFile) {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
