import { type Job, type Node, subjects } from '@steppe/domain';
import { type EventLog, type MemoryStore, openMemoryStore, Projection } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { type RunningSchedulerWorker, startSchedulerWorker } from '../start-scheduler-worker.ts';

export const logger = createLogger({ name: 'test', level: 'silent' });

/** A log and a queue in memory, and the workers on them. */
export class WorkerCluster {
  readonly store: MemoryStore;
  readonly view: Projection;
  readonly #closers: (() => Promise<void>)[];

  private constructor(store: MemoryStore, view: Projection) {
    this.store = store;
    this.view = view;
    this.#closers = [async () => await view.stop(), async () => await store.close()];
  }

  static async open(): Promise<WorkerCluster> {
    const store = openMemoryStore({ ackWaitMs: 200 });
    return new WorkerCluster(store, await Projection.start(store.log));
  }

  async close(): Promise<void> {
    for (const close of this.#closers.toReversed()) await close();
  }

  /** @param log what the worker writes to; it reads from `read`. */
  async startWorker(
    instance: string,
    log: EventLog = this.store.log,
    read: EventLog = this.store.log,
  ): Promise<RunningSchedulerWorker> {
    const projection = await Projection.start(read);
    const options = { projection, clock: () => 1_000, logger, instance };
    const worker = await startSchedulerWorker({ ...options, store: { ...this.store, log } });
    this.#closers.push(async () => {
      await worker.close();
      await projection.stop();
    });
    return worker;
  }

  async addNodes(nodes: readonly Node[]): Promise<void> {
    for (const node of nodes) {
      const events = [{ type: 'NodeRegistered' as const, v: 1 as const, node }];
      await this.store.log.append({
        subject: subjects.client(node.id),
        commit: { v: 1, atMs: 1, actor: 'test', events },
      });
    }
  }

  /** Registers a job and releases its evaluation, as job-api and the broker do. */
  async register(job: Job, evalId: string): Promise<void> {
    const event = { type: 'JobRegistered' as const, v: 1 as const, job, version: 0, evalId };
    const minSeq = await this.store.log.append({
      subject: subjects.job(job.namespace, job.id),
      commit: { v: 1, atMs: 1, actor: 'test', events: [event] },
    });
    await this.store.ready.push(
      { evalId, namespace: job.namespace, jobId: job.id, minSeq },
      { id: evalId },
    );
  }

  /** Resolves once the view shows that all these evaluations have ended. */
  async ended(...evalIds: readonly string[]): Promise<void> {
    const done = () =>
      evalIds.every((id) => {
        const status = this.view.state.evals.get(id)?.status;
        return status !== undefined && status !== 'pending';
      });
    if (done()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.view.onApplied(() => {
      if (done()) resolve();
    });
    await promise;
    stop();
  }

  placedNames(jobId: string): string[] {
    return [...this.view.state.allocs.values()]
      .filter((alloc) => alloc.jobVersion.job.id === jobId && alloc.desiredStatus === 'run')
      .map(({ groupName, index }) => `${groupName}[${index}]`)
      .toSorted();
  }

  /** A log that lets a test act just before an append. */
  tapped(before: (subject: string) => Promise<void>): EventLog {
    const { log } = this.store;
    return {
      append: async (request) => {
        await before(request.subject);
        return await log.append(request);
      },
      lastSeq: async () => await log.lastSeq(),
      firstSeq: async () => await log.firstSeq(),
      trim: async (options) => await log.trim(options),
      read: (range) => log.read(range),
      get: async (seq) => await log.get(seq),
      nextOnSubject: async (options) => await log.nextOnSubject(options),
      follow: async (options) => await log.follow(options),
      followSubject: async (options) => await log.followSubject(options),
    };
  }

  /** Someone else writes of the node. */
  async touch(nodeId: string): Promise<void> {
    const eligibility = 'eligible';
    const event = { type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility } as const;
    await this.store.log.append({
      subject: subjects.node(nodeId),
      commit: { v: 1, atMs: 1, actor: 'operator', events: [event] },
    });
  }
}
