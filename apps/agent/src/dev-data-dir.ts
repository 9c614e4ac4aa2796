import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@steppe/nest-kit';
import { endAbandonedTasks } from '@steppe/node-agent';
import type { TaskDriver } from '@steppe/task-drivers';

const PREFIX = 'steppe-dev-';

/** Makes a directory that lives as long as the dev agent. */
export async function makeDevDataDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), PREFIX));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Ends what dev agents that were killed left behind: their nodes are gone for good. */
export async function endKilledDevAgents(
  drivers: readonly TaskDriver[],
  logger: Logger,
): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const path of names.map((name) => join(tmpdir(), name))) {
    if (!(await endAbandonedTasks(path, drivers))) continue;
    await rm(path, { recursive: true, force: true });
    logger.info({ path }, 'ended the tasks of a dev agent that was killed');
  }
}
