import { Writable } from 'node:stream';
import { type DomainEvent, type Recorded, subjects } from '@steppe/domain';
import { bareJob, bareNode } from '@steppe/domain/testing';
import { openMemoryStore, Projection, type ReadyEvaluation } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import type { EvalBrokerOptions } from '../eval-broker-options.ts';
import { VirtualTimers } from '@steppe/event-log/testing';

/** A log in memory with a view of it, and what a broker needs to run on it. */
export class Cluster {
  readonly timers = new VirtualTimers();
  readonly store = openMemoryStore({ timers: this.timers });
  readonly #lines: string[] = [];
  readonly #onLine = new Set<() => void>();
  readonly #projections: Projection[] = [];
  readonly #entries: Recorded[] = [];

  /** Options of one more broker, with a view of its own. */
  async broker(instance: string): Promise<EvalBrokerOptions> {
    const projection = await Projection.start(this.store.log);
    if (this.#projections.length === 0) projection.onApplied((entry) => this.#entries.push(entry));
    this.#projections.push(projection);
    const { timers, store } = this;
    const stream = new Writable({
      write: (chunk: unknown, _encoding, done) => {
        this.#lines.push(String(chunk));
        for (const onLine of this.#onLine) onLine();
        done();
      },
    });
    const logger = createLogger({ name: instance, level: 'debug', stream });
    return { store, projection, timers, clock: () => timers.nowMs(), logger, instance };
  }

  async register(jobId: string, evalId: string): Promise<void> {
    const job = bareJob(jobId, { type: 'batch' });
    const event = { type: 'JobRegistered', v: 1, job, version: 0, evalId } as const;
    await this.append(subjects.job('default', jobId), event);
  }

  async join(nodeId: string): Promise<void> {
    const event = { type: 'NodeRegistered', v: 1, node: bareNode(nodeId) } as const;
    await this.append(subjects.client(nodeId), event);
  }

  async append(subject: string, event: DomainEvent): Promise<void> {
    const atMs = this.timers.nowMs();
    await this.store.log.append({
      subject,
      commit: { v: 1, atMs, actor: 'test', events: [event] },
    });
  }

  /** The next evaluation that a worker gets. */
  async take(): Promise<ReadyEvaluation | undefined> {
    const delivery = await this.store.ready.take({ signal: AbortSignal.timeout(5_000) });
    await delivery?.ack();
    return delivery?.item;
  }

  /** Waits until the log holds `count` events of a type. */
  async untilEvents(type: DomainEvent['type'], count: number): Promise<DomainEvent[]> {
    while (this.eventsOf(type).length < count) await this.#nextEntry();
    return this.eventsOf(type);
  }

  /** Waits until a line was logged that has all these parts. */
  async untilLine(...parts: readonly string[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.#lines.some((line) => parts.every((part) => line.includes(part)))) resolve();
    };
    this.#onLine.add(look);
    look();
    await promise;
    this.#onLine.delete(look);
  }

  /** Everybody has seen everything that was in the log at the call. */
  async settled(): Promise<void> {
    const seq = await this.store.log.lastSeq();
    await Promise.all(this.#projections.map((each) => each.waitFor(seq, { timeoutMs: 5_000 })));
  }

  eventsOf(type: DomainEvent['type']): DomainEvent[] {
    return this.#entries
      .flatMap(({ commit }) => commit.events)
      .filter((event) => event.type === type);
  }

  async #nextEntry(): Promise<void> {
    const seq = this.#projections[0]?.state.seq ?? 0;
    await this.#projections[0]?.waitFor(seq + 1, { timeoutMs: 5_000 });
  }

  actorsOf(type: DomainEvent['type']): string[] {
    return this.#entries
      .filter(({ commit }) => commit.events.some((event) => event.type === type))
      .map(({ commit }) => commit.actor);
  }

  async close(): Promise<void> {
    await Promise.all(this.#projections.map((each) => each.stop()));
    await this.store.close();
  }
}
