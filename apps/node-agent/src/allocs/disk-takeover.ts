import {
  allocDirOf,
  type AllocRunner,
  diskPartsOf,
  groupOfPlacement,
  moveDisk,
  type RunnerDirs,
  unpackDisk,
} from '@steppe/alloc-runner';
import type { TaskGroup } from '@steppe/domain';
import type { LiveBus } from '@steppe/event-log';
import { type Logger, movingDisk } from '@steppe/nest-kit';

export interface DiskTakeoverOptions {
  readonly live: Pick<LiveBus, 'request' | 'requestStream'>;
  readonly nodeId: string;
  readonly dirs: RunnerDirs;
  readonly logger: Logger;
}

/**
 * Brings an allocation the data of the one that it replaces, before its tasks start: `sticky` on the same node, `migrate`
 * from another. It is a best effort, as in Nomad: what can't be had is told, and the tasks start without.
 */
export class DiskTakeover {
  readonly #options: DiskTakeoverOptions;

  constructor(options: DiskTakeoverOptions) {
    this.#options = options;
  }

  /** Never throws. Ends early when the allocation does. */
  async take(runner: AllocRunner, previous: AllocRunner | undefined): Promise<void> {
    const { ephemeralDisk: disk, tasks } = groupOfPlacement(runner.runnable, runner.placement);
    if (!disk.sticky && !disk.migrate) return;
    try {
      if (previous !== undefined) await this.#move(runner, previous, tasks);
      else if (disk.migrate) await this.#fetch(runner, tasks);
    } catch (error) {
      const { allocId, previousAllocId } = runner.placement;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn({ allocId, previousAllocId, reason }, 'data was not taken over');
      runner.note(`The data of allocation ${previousAllocId} was not taken over: ${reason}`);
    }
  }

  async #move(
    runner: AllocRunner,
    previous: AllocRunner,
    tasks: TaskGroup['tasks'],
  ): Promise<void> {
    await Promise.race([previous.ended(), runner.ended()]);
    if (runner.isDead) return;
    const { dirs } = this.#options;
    const [from, to] = [previous, runner].map(({ placement }) =>
      allocDirOf(dirs, placement.allocId),
    );
    if (from !== undefined && to !== undefined) await moveDisk(from, to, partsOf(tasks));
  }

  async #fetch(runner: AllocRunner, tasks: TaskGroup['tasks']): Promise<void> {
    const { live, nodeId, dirs } = this.#options;
    const { allocId, previousNodeId } = runner.placement;
    if (previousNodeId === undefined || previousNodeId === nodeId) return;
    const given = new AbortController();
    void runner.ended().then(() => given.abort());
    const { signal } = given;
    await unpackDisk(movingDisk(live, allocId, { signal }), allocDirOf(dirs, allocId), {
      parts: partsOf(tasks),
      signal,
    });
  }
}

const partsOf = (tasks: TaskGroup['tasks']): readonly string[] =>
  diskPartsOf(tasks.map(({ name }) => name));
