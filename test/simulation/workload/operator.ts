import {
  allocsOfJob,
  type DeploymentRow,
  type DomainEvent,
  isActiveDeployment,
  isTerminal,
  type Job,
  jobKey,
  type JobRow,
  latestDeployment,
  launchesOthers,
  type NodeRow,
  type SchedulerConfiguration,
  type State,
  subjects,
  SteppeError,
} from '@steppe/domain';
import type { EventLog, Projection } from '@steppe/event-log';
import type { SeededRandom, SimulatedProcess } from '@steppe/simulator';
import { changed, scaled } from './changed-job.ts';

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
  /** Whether the broker may be told to pause. */
  mayPause = true;
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

  /** Registers a child of a parameterized job. */
  async dispatch(parentId: string): Promise<void> {
    const evalId = this.#random.uuid();
    const id = `${parentId}/dispatch-${evalId.slice(0, 8)}`;
    await this.#onJob(id, (row) => {
      const parent = this.state.jobs.get(jobKey(NAMESPACE, parentId));
      if (row || !parent || parent.stopped) return undefined;
      const dispatch = { payload: '', idempotencyToken: '' };
      const job = { ...parent.current.job, id, name: id, parentId, dispatch };
      return { type: 'JobRegistered', v: 1, job, version: 0, evalId };
    });
  }

  /** Has all that has ended forgotten. */
  async collectGarbage(): Promise<void> {
    await this.#append(subjects.collection(), {
      eventOf: () => ({ type: 'GarbageCollectionRequested', v: 1 }),
      expectedSeq: () => this.state.collection.subjectSeq,
    });
  }

  async stop(jobId: string, { purge }: { purge: boolean }): Promise<void> {
    const evalId = this.#random.uuid();
    await this.#onJob(jobId, (row) =>
      row
        ? { type: 'JobDeregistered', v: 1, namespace: NAMESPACE, jobId, purge, evalId }
        : undefined,
    );
  }

  /** Goes back to the version before. */
  async revert(jobId: string): Promise<void> {
    await this.#onJob(jobId, (row) => {
      const [, before] = row?.versions ?? [];
      return row && before && !before.stopped ? this.#registered(before.job, row) : undefined;
    });
  }

  /** Promotes the canaries of the latest deployment, or ends it as failed. */
  async decideDeployment(jobId: string, verdict: 'promote' | 'fail'): Promise<void> {
    const key = jobKey(NAMESPACE, jobId);
    await this.#append(subjects.deployment(NAMESPACE, jobId), {
      eventOf: () => {
        const row = latestDeployment(this.state, key);
        if (!row || !isActiveDeployment(row)) return undefined;
        return verdict === 'promote' ? promotion(row) : failure(row);
      },
      expectedSeq: () => this.state.deploymentSubjectSeq.get(key) ?? 0,
    });
  }

  /** Has one allocation of a job placed anew and stopped. */
  async stopAllocation(jobId: string): Promise<void> {
    const running = allocsOfJob(this.state, jobKey(NAMESPACE, jobId)).filter(
      (row) => !isTerminal(row) && !row.migrateRequested,
    );
    if (running.length === 0) return;
    const { id: allocId, nodeId } = this.#random.pick(running);
    await this.#onNode(nodeId, () => ({ type: 'AllocationMigrationRequested', v: 1, allocId }));
  }

  /** Switches something of the scheduler. */
  async configure(change: Partial<SchedulerConfiguration>): Promise<void> {
    const row = () => this.state.schedulerConfiguration;
    await this.#append(subjects.config('scheduler'), {
      eventOf: () => ({
        type: 'SchedulerConfigurationChanged',
        v: 1,
        configuration: {
          ...row().configuration,
          ...change,
          pauseEvalBroker: this.mayPause && (change.pauseEvalBroker ?? false),
        },
      }),
      expectedSeq: () => row().modifySeq,
    });
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
    const event = { type: 'JobRegistered', v: 1, job, version } as const;
    // What launches others is not placed: its children are.
    return launchesOthers(job) ? event : { ...event, evalId: this.#random.uuid() };
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
          seenSeq: this.state.seq,
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

/** Only canaries that are all healthy may be promoted. */
function promotion({ deployment, progress }: DeploymentRow): DomainEvent | undefined {
  const groups = Object.entries(deployment.groups);
  const isDue = groups.some(([name, { desiredCanaries }]) => {
    const own = progress[name];
    return own && !own.promoted && desiredCanaries > 0 && own.healthyAllocs >= desiredCanaries;
  });
  return isDue ? { type: 'DeploymentPromoted', v: 1, deploymentId: deployment.id } : undefined;
}

function failure({ deployment }: DeploymentRow): DomainEvent {
  return {
    type: 'DeploymentStatusChanged',
    v: 1,
    deploymentId: deployment.id,
    status: 'failed',
    statusDescription: 'Deployment marked as failed',
  };
}
