import {
  AllocRunner,
  type AllocStatus,
  AllocStore,
  newStoredAlloc,
  type RunnableJob,
  type RunnerPorts,
} from '@steppe/alloc-runner';
import { type AllocationUpdated, type Placement, SteppeError } from '@steppe/domain';
import type { JobCache } from '../sync/job-cache.ts';
import type { DiskTakeover } from './disk-takeover.ts';
import { holdersInTheWay } from './port-gate.ts';

export interface AllocTableOptions {
  readonly ports: RunnerPorts;
  readonly store: AllocStore;
  readonly jobs: JobCache;
  readonly disks: Pick<DiskTakeover, 'take'>;
  readonly onChange: (status: AllocStatus) => void;
  /** Called after nothing of an allocation runs any more. */
  readonly onEnded: () => void;
}

/** The allocations of this node, running and ended. */
export class AllocTable {
  readonly #options: AllocTableOptions;
  readonly #runners = new Map<string, AllocRunner>();
  /** Those whose processes are gone, which no longer hold a port. */
  readonly #ended = new Set<string>();

  constructor(options: AllocTableOptions) {
    this.#options = options;
  }

  get(allocId: string): AllocRunner | undefined {
    return this.#runners.get(allocId);
  }

  statusOf(allocId: string): AllocStatus | undefined {
    return this.#runners.get(allocId)?.status;
  }

  all(): readonly AllocRunner[] {
    return [...this.#runners.values()];
  }

  /** Takes up all that an earlier process of the agent left. */
  async restore(): Promise<void> {
    const { store, jobs } = this.#options;
    const all = await store.load();
    await jobs.keepOnly(new Set(all.map(({ jobSeq }) => jobSeq)));
    for (const stored of all) {
      const runner = this.#add(stored, await jobs.get(stored.jobSeq));
      runner.resume();
      if (!runner.hasBegun && !runner.isDead) void this.#admit(runner);
    }
  }

  /** Notes that an allocation is to run. Resolves when that is on disk; nothing starts before `admit`. */
  async place(placement: Placement): Promise<void> {
    if (this.#runners.has(placement.allocId)) return; // The entry is read again after a crash.
    const runnable = await this.#options.jobs.get(placement.jobSeq);
    await this.#add(newStoredAlloc(placement, runnable), runnable).receive();
  }

  async update({ allocId, jobSeq, deploymentId }: AllocationUpdated): Promise<void> {
    const runner = this.#runners.get(allocId);
    if (runner === undefined || runner.jobSeq === jobSeq) return;
    const before = runner.jobSeq;
    await runner.update(await this.#options.jobs.get(jobSeq), deploymentId);
    await this.#releaseJob(before);
  }

  async stop(allocId: string): Promise<void> {
    await this.#runners.get(allocId)?.stop();
  }

  async skipDelays(allocId: string): Promise<void> {
    await this.#runners.get(allocId)?.skipDelays();
  }

  /** Lets those that have been placed start, each once the ports it needs are free. */
  admit(allocIds: readonly string[]): void {
    for (const allocId of allocIds) {
      const runner = this.#runners.get(allocId);
      if (runner !== undefined) void this.#admit(runner);
    }
  }

  /** Removes the ended allocation from memory and disk. */
  async remove(allocId: string): Promise<void> {
    const runner = this.#runners.get(allocId);
    if (runner === undefined) return;
    await runner.remove();
    this.#runners.delete(allocId);
    this.#ended.delete(allocId);
    await this.#releaseJob(runner.jobSeq);
  }

  /**
   * Removes an allocation that has ended, now.
   *
   * @throws SteppeError `REQUEST_INVALID` while it runs.
   */
  async collect(allocId: string): Promise<void> {
    const runner = this.#runners.get(allocId);
    if (runner === undefined) return;
    if (!runner.isDead) {
      throw new SteppeError('REQUEST_INVALID', `allocation "${allocId}" has not ended`);
    }
    await runner.ended();
    await this.remove(allocId);
  }

  /** Ended allocations, the one that ended first in front. */
  ended(): readonly string[] {
    return [...this.#ended];
  }

  /** Ends all tasks. Resolves when nothing runs any more. */
  async stopAll(): Promise<void> {
    await Promise.all(this.all().map((runner) => runner.stop()));
    await Promise.all(this.all().map((runner) => runner.ended()));
  }

  /** Lets go of all tasks, which go on running. */
  async detach(): Promise<void> {
    await Promise.all(this.all().map((runner) => runner.detach()));
  }

  async #releaseJob(jobSeq: number): Promise<void> {
    if (this.all().some((runner) => runner.jobSeq === jobSeq)) return;
    await this.#options.jobs.release(jobSeq);
  }

  #add(stored: ReturnType<typeof newStoredAlloc>, runnable: RunnableJob): AllocRunner {
    const { ports, store, onChange } = this.#options;
    const runner = new AllocRunner({
      stored,
      runnable,
      ports,
      store,
      onChange: ({ status }) => onChange(status),
    });
    const { allocId } = runner.placement;
    this.#runners.set(allocId, runner);
    void this.#awaitEnd(runner);
    return runner;
  }

  async #awaitEnd(runner: AllocRunner): Promise<void> {
    await runner.ended();
    const { allocId } = runner.placement;
    this.#ended.add(allocId);
    this.#options.onEnded();
  }

  async #admit(runner: AllocRunner): Promise<void> {
    const { logger } = this.#options.ports;
    const { allocId } = runner.placement;
    for (;;) {
      const live = this.all().filter(({ placement }) => !this.#ended.has(placement.allocId));
      const holders = holdersInTheWay(runner, live);
      if (holders.length === 0) break;
      const waitsFor = holders.map(({ placement }) => placement.allocId);
      logger.info({ allocId, waitsFor }, 'the allocation waits for a port');
      await Promise.all(holders.map((holder) => holder.ended()));
    }
    const { previousAllocId = '' } = runner.placement;
    await this.#options.disks.take(runner, this.#runners.get(previousAllocId));
    if (!runner.hasBegun && !runner.isDead) runner.begin();
  }
}
