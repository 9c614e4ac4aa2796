import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readJsonFile,
  removeUnfinished,
  type RunnableJob,
  writeJsonFile,
} from '@steppe/alloc-runner';
import { Job, SteppeError } from '@steppe/domain';
import type { EventLog } from '@steppe/event-log';
import type { Logger } from '@steppe/nest-kit';

/** Versions of jobs by the seq that placements name: fetched once, kept on disk, so that a node starts without the log. */
export class JobCache {
  readonly #log: EventLog;
  readonly #logger: Logger;
  readonly #dir: string;
  readonly #jobs = new Map<number, Promise<RunnableJob>>();

  constructor({
    log,
    stateDir,
    logger,
  }: {
    readonly log: EventLog;
    readonly stateDir: string;
    readonly logger: Logger;
  }) {
    this.#log = log;
    this.#logger = logger;
    this.#dir = join(stateDir, 'jobs');
  }

  /**
   * @throws SteppeError `JOB_NOT_FOUND` when the log has no job at that seq; `LOG_UNAVAILABLE` when it
   *   can't be asked.
   */
  get(seq: number): Promise<RunnableJob> {
    const known = this.#jobs.get(seq);
    if (known !== undefined) return known;
    const loading = this.#load(seq);
    this.#jobs.set(seq, loading);
    // A failure is not remembered: the next one who asks tries anew.
    loading.catch(() => this.#jobs.delete(seq));
    return loading;
  }

  /** Forgets a version that nothing runs any more. */
  async release(seq: number): Promise<void> {
    this.#jobs.delete(seq);
    await rm(this.#pathOf(seq), { force: true });
  }

  /** Forgets all versions but these. */
  async keepOnly(seqs: ReadonlySet<number>): Promise<void> {
    for (const seq of this.#jobs.keys()) if (!seqs.has(seq)) this.#jobs.delete(seq);
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await removeUnfinished(this.#dir);
    for (const name of await readdir(this.#dir)) {
      if (!seqs.has(Number.parseInt(name, 10))) await rm(join(this.#dir, name), { force: true });
    }
  }

  #pathOf(seq: number): string {
    return join(this.#dir, `${seq}.json`);
  }

  async #load(seq: number): Promise<RunnableJob> {
    const path = this.#pathOf(seq);
    const cached = await readJsonFile(path, Job);
    if (cached !== undefined) return { seq, job: cached };
    const entry = await this.#log.get(seq);
    const event = entry?.commit.events.find(({ type }) => type === 'JobRegistered');
    if (event?.type !== 'JobRegistered') {
      throw new SteppeError('JOB_NOT_FOUND', `the log has no job at seq ${seq}`);
    }
    try {
      await writeJsonFile(path, event.job);
    } catch (error) {
      // As on a disk that is full: what runs needs it less than the next process of the agent, which asks the log.
      this.#logger.error({ seq, error: String(error) }, 'a version of a job could not be saved');
    }
    return { seq, job: event.job };
  }
}
