import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../system-error.ts';
import { escapedMembers } from './escaped-members.ts';
import { type ProcStat, readAllProcStats } from './proc-stat.ts';
import { currentBootId, type ProcessIdentity } from './process-identity.ts';

/** Rounds of looking and killing, since a process may fork in between. */
const KILL_ROUNDS_MAX = 10;
/** Longer than an execve takes. */
const LOOK_AGAIN_MS = 10;

/**
 * Lists the processes of a task: those in the session or group that its first process leads, those that have left
 * both but carry the task's `marker` in their environment, and the descendants of all.
 */
export async function membersOf(
  leader: ProcessIdentity,
  marker: readonly string[] = [],
): Promise<ProcStat[]> {
  if (leader.bootId !== (await currentBootId())) return [];
  const all = await readAllProcStats();
  const escaped = escapedMembers(all, { marker, sinceTicks: leader.startTicks });
  const holder = all.find((stat) => stat.pid === leader.pid);
  if (holder !== undefined && holder.startTicks !== leader.startTicks) {
    return withDescendants(all, escaped);
  }
  const own = all.filter(
    (stat) =>
      stat.startTicks >= leader.startTicks &&
      [stat.pid, stat.sessionId, stat.groupId].includes(leader.pid),
  );
  return withDescendants(all, [...own, ...escaped]);
}

/** Lists a process of this machine and its descendants. */
export async function processTree(pid: number): Promise<ProcStat[]> {
  const all = await readAllProcStats();
  return withDescendants(
    all,
    all.filter((stat) => stat.pid === pid),
  );
}

function withDescendants(all: readonly ProcStat[], roots: readonly ProcStat[]): ProcStat[] {
  const members = new Map(roots.map((stat) => [stat.pid, stat]));
  const waiting = [...roots];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const stat of all) {
      if (stat.parentPid !== parent.pid || members.has(stat.pid)) continue;
      members.set(stat.pid, stat);
      waiting.push(stat);
    }
  }
  return [...members.values()];
}

/**
 * Kills whatever is left of a task, grandchildren included. Only a second look that finds nobody is believed:
 * a daemon that is just being executed shows no environment, so the first look may miss it.
 */
export async function killMembers(
  leader: ProcessIdentity,
  marker: readonly string[] = [],
): Promise<void> {
  let looksInVain = 0;
  for (let round = 0; round < KILL_ROUNDS_MAX && looksInVain < 2; round++) {
    const members = await membersOf(leader, marker);
    for (const member of members) sendSignal(member.pid, 'SIGKILL');
    looksInVain = members.length === 0 ? looksInVain + 1 : 0;
    if (looksInVain === 1) await setTimeout(LOOK_AGAIN_MS);
  }
}

/** Sends a signal to a process, or with a negative number to a group; tells whether there was one. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}
