import { setTimeout } from 'node:timers/promises';
import { readProcEntries } from './proc-entries.ts';
import { sendSignal } from './process-members.ts';
import { readAllProcStats } from './proc-stat.ts';

/** Rounds of looking and killing, since a process may fork in between. */
const ROUNDS_MAX = 100;
const LOOK_AGAIN_MS = 10;

/**
 * Kills every process that was started with an entry such as `CNI_CONTAINERID=…` in its environment, and waits until all
 * are gone.
 *
 * @throws Error when one of them stays, as while it waits for a dead disk.
 */
export async function endProcessesWith(entry: string): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const all = await readAllProcStats();
    const found = all.filter(({ pid }) => readProcEntries(pid, 'environ').includes(entry));
    if (found.length === 0) return;
    for (const { pid } of found) sendSignal(pid, 'SIGKILL');
    await setTimeout(LOOK_AGAIN_MS);
  }
  throw new Error(`a process with ${entry} in its environment can't be killed`);
}
