import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorCode } from '../system-error.ts';

/** The kernel's buffer holds fewer records than this; each is at most 8 KiB. */
const RECORDS_MAX = 100_000;
const RECORD_BYTES = 8 * 1024;

/**
 * Looks in the kernel's log for an out-of-memory kill in a container. Docker learns of such kills by an event that some
 * versions of it, of the kernel and of cgroups lose, while the kernel names the container by its cgroup.
 *
 * @returns false also when the log may not be read.
 */
export function kernelKilledForMemory(containerId: string): boolean {
  let log: number;
  try {
    log = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM'].includes(errorCode(error))) return false;
    throw error;
  }
  try {
    const record = Buffer.allocUnsafe(RECORD_BYTES);
    for (let count = 0; count < RECORDS_MAX; count++) {
      const text = readRecord(log, record);
      if (text === undefined) return false;
      if (text.includes('oom-kill:') && text.includes(containerId)) return true;
    }
    return false;
  } finally {
    closeSync(log);
  }
}

/** Each read gives one record; undefined at the end. */
function readRecord(log: number, buffer: Buffer): string | undefined {
  try {
    return buffer.toString('latin1', 0, readSync(log, buffer));
  } catch (error) {
    // EPIPE: the record was overwritten before it was read, and the next read goes on with the oldest left.
    if (errorCode(error) === 'EPIPE') return '';
    if (['EAGAIN', 'EPERM'].includes(errorCode(error))) return undefined;
    throw error;
  }
}
