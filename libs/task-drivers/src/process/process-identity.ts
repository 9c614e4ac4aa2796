import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readProcStat } from './proc-stat.ts';

/** Names one process for ever: a pid alone is used again, also across reboots. */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  startTicks: z.int().nonnegative(),
  bootId: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  if (process.bootId !== (await currentBootId())) return false;
  return readProcStat(process.pid)?.startTicks === process.startTicks;
}

let bootId: Promise<string> | undefined;

/** The kernel's random name of this boot. */
export function currentBootId(): Promise<string> {
  bootId ??= readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((id) => id.trim());
  return bootId;
}
