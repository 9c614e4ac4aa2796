import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../system-error.ts';
import { readExitFile } from './exit-file.ts';
import { parseProcStat } from './proc-stat.ts';
import { currentBootId, isAlive, type ProcessIdentity } from './process-identity.ts';

/** Finds the process that an earlier start left running under a state directory; undefined when there is none. */
export async function leftoverOf(stateDir: string): Promise<ProcessIdentity | undefined> {
  const leader = await processNotedIn(join(stateDir, 'pid'));
  return leader !== undefined && (await isAlive(leader)) ? leader : undefined;
}

/**
 * Finds the command that an earlier start has begun to run under a state directory, whether or not it has ended;
 * undefined when it did not come so far, or the machine was started anew since.
 */
export async function begunIn(stateDir: string): Promise<ProcessIdentity | undefined> {
  const leader = await processNotedIn(join(stateDir, 'begun'));
  if (leader === undefined) return undefined;
  const hasTrace = (await isAlive(leader)) || (await readExitFile(stateDir)) !== undefined;
  return hasTrace ? leader : undefined;
}

async function processNotedIn(file: string): Promise<ProcessIdentity | undefined> {
  let line: string;
  try {
    line = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const stat = parseProcStat(line);
  if (stat === undefined) return undefined;
  return { pid: stat.pid, startTicks: stat.startTicks, bootId: await currentBootId() };
}
