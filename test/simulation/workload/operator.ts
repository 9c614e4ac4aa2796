import {
  type DomainEvent,
  type Job,
  jobKey,
  type JobRow,
  type NodeRow,
  type State,
  subjects,
  SteppeError,
} from '@steppe/domain';
import type { EventLog, Projection } from '@steppe/event-log';
import type { SeededRandom, SimulatedProcess } from '@steppe/simulator';
import { changed, scaled } from './specs.ts';

const NAMESPACE = 'default';
const ATTEMPTS_MAX = 5;
const CATCH_UP_TIMEOUT_MS = 10_000;

/** A registration that the log has acknowledged. */
export interface Acknowledged {
  readonly jobId: string;
  readonly seq: number;
}

/** Stands for the people who use the cluster, and for the API between them and the log. */
export class Operator {
  readonly acknowledged: Acknowledged[] = [];
  readonly #process: SimulatedProcess;
  readonly #log: EventLog;
  readonly #projection: Projection;
  readonly #random: SeededRandom;

  constructor({
    process,
    log,
    projection,
    random,
  }: {
    process: SimulatedProcess;
    log: EventLog;
    projection: Projection;
    random: SeededRandom;
  }) {
    this.#process = process;
    this.#log = log;
    this.#projection = projection;
    this.#random = random;
  }

  get state(): State {
    return this.#projection.state;
  }

  async register(job: Job): Promise<void> {
    await this.#onJob(job.id, (row) => this.#registered(job, row));
  }

  async update(jobId: string): Promise<void> {
    await this.#onJob(jobId, (row) =>
      row ? this.#registered(changed(row.current.job, this.#random), row) : undefined,
    );
  }

  async scale(jobId: string, count: number): Promise<void> {
    await this.#onJob(jobId, (row) =>
      row ? this.#registered(scaled(row.current.job, count), row) : undefined,
    );
  }

  async stop(jobId: string, { purge }: { purge: boolean }): Promise<void> {
    const evalId = this.#random.uuid();
    await this.#onJob(jobId, (row) =>
      row
        ? { type: 'JobDeregistered', v: 1, namespace: NAMESPACE, jobId, purge, evalId }
        : undefined,
    );
  }

  async drain(nodeId: string, deadlineMs: number): Promise<void> {
    const startedAtMs = this.#process.timers.nowMs();
    await this.#onNode(nodeId, ({ drain }) =>
      drain
        ? undefined
        : {
            type: 'NodeDrainChanged',
            v: 1,
            nodeId,
            drain: {
              startedAtMs,
              forceDeadlineMs: startedAtMs + deadlineMs,
              ignoreSystemJobs: false,
            },
            eligibility: 'ineligible',
          },
    );
  }

  async toggleEligibility(nodeId: string): Promise<void> {
    await this.#onNode(nodeId, ({ eligibility, drain }) =>
      drain
        ? undefined
        : {
            type: 'NodeEligibilityChanged',
            v: 1,
            nodeId,
            eligibility: eligibility === 'eligible' ? 'ineligible' : 'eligible',
          },
    );
  }

  async deregisterNode(nodeId: string): Promise<void> {
    await this.#onNode(nodeId, () => ({ type: 'NodeDeregistered', v: 1, nodeId }));
  }

  #registered(job: Job, row: JobRow | undefined): DomainEvent {
    const version = row ? row.current.version + 1 : 0;
    return { type: 'JobRegistered', v: 1, job, version, evalId: this.#random.uuid() };
  }

  async #onJob(
    jobId: string,
    eventOf: (row: JobRow | undefined) => DomainEvent | undefined,
  ): Promise<void> {
    const key = jobKey(NAMESPACE, jobId);
    const seq = await this.#append(subjects.job(NAMESPACE, jobId), {
      eventOf: () => eventOf(this.state.jobs.get(key)),
      expectedSeq: () => this.state.jobSubjectSeq.get(key) ?? 0,
    });
    if (seq !== undefined) this.acknowledged.push({ jobId, seq });
  }

  async #onNode(nodeId: string, eventOf: (row: NodeRow) => DomainEvent | undefined): Promise<void> {
    const row = () => this.state.nodes.get(nodeId);
    await this.#append(subjects.node(nodeId), {
      eventOf: () => {
        const node = row();
        return node && eventOf(node);
      },
      expectedSeq: () => row()?.commandSeq ?? 0,
    });
  }

  /** @returns its seq; undefined when nobody knows whether it is in the log, or there was nothing to say. */
  async #append(
    subject: string,
    { eventOf, expectedSeq }: { eventOf: () => DomainEvent | undefined; expectedSeq: () => number },
  ): Promise<number | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const event = eventOf();
      if (!event) return undefined;
      const atMs = this.#process.timers.nowMs();
      const commit = { v: 1, atMs, actor: this.#process.name, events: [event] } as const;
      try {
        return await this.#log.append({
          subject,
          commit: { ...commit, events: [event] },
          expectedSeq: expectedSeq(),
        });
      } catch (error) {
        if (!(error instanceof SteppeError)) throw error;
        if (error.code !== 'LOG_CONFLICT') return undefined;
      }
      await this.#catchUp();
    }
    return undefined;
  }

  async #catchUp(): Promise<void> {
    try {
      const seq = await this.#log.lastSeq();
      await this.#projection.waitFor(seq, { timeoutMs: CATCH_UP_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof SteppeError)) throw error;
    }
  }
}
