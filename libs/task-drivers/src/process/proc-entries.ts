import { readFileSync } from 'node:fs';
import { errorCode } from '../system-error.ts';

/** Reads the arguments or the first environment of a process; nothing when it has ended or belongs to someone else. */
export function readProcEntries(pid: number, file: 'environ' | 'cmdline'): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(error))) return [];
    throw error;
  }
}
