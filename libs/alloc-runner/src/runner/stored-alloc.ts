import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Placement, Seq } from '@steppe/domain';
import type { TaskHandle } from '@steppe/task-drivers';
import { z } from 'zod';
import { AllocState } from '../machine/alloc-state.ts';
import { AllocNetwork } from '../network/alloc-networks.ts';
import { readJsonFile, removeUnfinished, writeJsonFile } from './json-file.ts';

/** All that a new agent process must know to go on with an allocation. */
export const StoredAlloc = z.object({
  /** Version of this form. */
  v: z.literal(1),
  placement: Placement,
  /** The version of the job that it runs now: the placement's, or a later one that it took over. */
  jobSeq: Seq,
  deploymentId: z.string().optional(),
  /** Its network, once it has one of its own. */
  network: AllocNetwork.optional(),
  state: AllocState,
  /** Grows with each change. */
  revision: z.int().nonnegative(),
});
export type StoredAlloc = z.infer<typeof StoredAlloc>;

/** All that its tasks may have left with their drivers: what runs, and what ended and was not yet cleared away. */
export function handlesOf({ state }: StoredAlloc): readonly TaskHandle[] {
  return Object.values(state.tasks).flatMap(({ phase, leftover }) => [
    ...('handle' in phase ? [phase.handle] : []),
    ...(leftover === undefined ? [] : [leftover]),
  ]);
}

/** Those of its tasks of which a start may have left something that no handle finds. */
export function unnotedStartsOf({ state }: StoredAlloc): readonly string[] {
  return Object.entries(state.tasks)
    .filter(([, { phase, mayHaveStarted }]) => phase.name === 'starting' || mayHaveStarted === true)
    .map(([name]) => name);
}

/** The allocations of a node as they are kept on disk, a file each. */
export class AllocStore {
  readonly #dir: string;

  constructor(stateDir: string) {
    this.#dir = join(stateDir, 'allocs');
  }

  /** @throws Error naming the file when one is damaged. */
  async load(): Promise<readonly StoredAlloc[]> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await removeUnfinished(this.#dir);
    const names = (await readdir(this.#dir)).filter((name) => name.endsWith('.json')).toSorted();
    const stored: StoredAlloc[] = [];
    for (const name of names) {
      const alloc = await readJsonFile(join(this.#dir, name), StoredAlloc);
      if (alloc !== undefined) stored.push(alloc);
    }
    return stored;
  }

  async save(alloc: StoredAlloc): Promise<void> {
    await writeJsonFile(this.#path(alloc.placement.allocId), alloc);
  }

  async remove(allocId: string): Promise<void> {
    await rm(this.#path(allocId), { force: true });
  }

  #path(allocId: string): string {
    return join(this.#dir, `${encodeURIComponent(allocId)}.json`);
  }
}
