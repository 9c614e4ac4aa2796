import {
  type Commit,
  type DomainEvent,
  type EpochMs,
  type Seq,
  subjects,
  SteppeError,
} from '@steppe/domain';
import type { EventLog } from '@steppe/event-log';
import type { Clock } from '@steppe/nest-kit';
import type { Plan } from '@steppe/scheduler';

/** How much of a plan is in the log. */
export interface Published {
  /** Commits that are stored: each is progress, the deployment's too. */
  readonly stored: number;
  /** Commits that were rejected, since someone else changed the same subject first. */
  readonly conflicts: number;
  /** Seq of the last of them that is stored; 0 when none is. */
  readonly lastSeq: Seq;
}

/** Appends what a plan does to deployments and nodes. */
export class PlanPublisher {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #actor: string;

  constructor({ log, clock, actor }: { log: EventLog; clock: Clock; actor: string }) {
    this.#log = log;
    this.#clock = clock;
    this.#actor = actor;
  }

  /**
   * Appends the deployment first, since placements name it, and then what concerns each node, all at once.
   *
   * @throws SteppeError other than `LOG_CONFLICT`, once every append has been answered: then some commits
   *   may be stored and others not.
   */
  async publish({ jobKey, deployment, nodeCommits, snapshotSeq, atMs }: Plan): Promise<Published> {
    const cause = snapshotSeq;
    let lastSeq = 0;
    if (deployment) {
      const [namespace, jobId] = splitKey(jobKey);
      const subject = subjects.deployment(namespace, jobId);
      const seq = await this.#append({ ...deployment, subject, cause, atMs, seenSeq: snapshotSeq });
      if (seq === undefined) return { stored: 0, conflicts: 1, lastSeq };
      lastSeq = seq;
    }
    const settled = await Promise.allSettled(
      nodeCommits.map(
        async ({ nodeId, ...commit }) =>
          await this.#append({ ...commit, subject: subjects.node(nodeId), cause, atMs }),
      ),
    );
    let stored = deployment ? 1 : 0;
    let conflicts = 0;
    for (const result of settled) {
      if (result.status === 'rejected') throw result.reason;
      if (result.value === undefined) {
        conflicts += 1;
        continue;
      }
      stored += 1;
      lastSeq = Math.max(lastSeq, result.value);
    }
    return { stored, conflicts, lastSeq };
  }

  /** Appends what becomes of the evaluation. @returns its seq; undefined on a conflict. */
  async conclude(
    { jobKey, outcome }: Pick<Plan, 'jobKey' | 'outcome'>,
    { expectedSeq, seenSeq }: { expectedSeq: Seq; seenSeq: Seq },
  ): Promise<Seq | undefined> {
    const [namespace, jobId] = splitKey(jobKey);
    const subject = subjects.evaluation(namespace, jobId);
    const atMs = this.#clock();
    const { events } = outcome;
    return await this.#append({ events, subject, expectedSeq, seenSeq, cause: undefined, atMs });
  }

  async #append({
    subject,
    events,
    expectedSeq,
    seenSeq,
    cause,
    atMs,
  }: {
    subject: string;
    events: readonly DomainEvent[];
    expectedSeq: Seq | undefined;
    seenSeq?: Seq;
    cause: Seq | undefined;
    atMs: EpochMs;
  }): Promise<Seq | undefined> {
    const commit: Commit = {
      v: 1,
      atMs,
      actor: this.#actor,
      ...(cause !== undefined && { cause }),
      events: [...events],
    };
    try {
      return await this.#log.append({ subject, commit, expectedSeq, seenSeq });
    } catch (error) {
      if (error instanceof SteppeError && error.code === 'LOG_CONFLICT') return undefined;
      throw error;
    }
  }
}

/** A namespace has no slash; a job's ID may. */
function splitKey(key: string): [namespace: string, jobId: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}
