import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../system-error.ts';
import { parseProcStat } from './proc-stat.ts';
import { currentBootId, isAlive, type ProcessIdentity } from './process-identity.ts';

/** Finds the process that an earlier start left running under a state directory; undefined when there is none. */
export async function leftoverOf(stateDir: string): Promise<ProcessIdentity | undefined> {
  let line: string;
  try {
    line = await readFile(join(stateDir, 'pid'), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const stat = parseProcStat(line);
  if (stat === undefined) return undefined;
  const leader = { pid: stat.pid, startTicks: stat.startTicks, bootId: await currentBootId() };
  return (await isAlive(leader)) ? leader : undefined;
}
