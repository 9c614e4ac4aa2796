import { DELIVERY_LIMIT, DELIVERY_LIMIT_REACHED } from '@steppe/broker';
import { jobKey, SteppeError } from '@steppe/domain';
import type { Delivery, ReadyEvaluation } from '@steppe/event-log';
import type { Timings } from '@steppe/nest-kit';
import { giveUp, type Plan, schedule } from '@steppe/scheduler';
import { Exclusive } from './exclusive.ts';
import { NodeClaims } from './node-claims.ts';
import { PlanPublisher, type Published } from './plan-publisher.ts';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';
import { tallyOf } from './tally.ts';

/**
 * How often a plan may be rejected without any progress. More than Nomad's 2 to 5: planning again costs
 * milliseconds here, and giving up blocks the evaluation for a minute.
 */
const REJECTIONS_MAX = 20;
/** How often an outcome may be rejected: each time, someone else wrote of the same job's evaluations. */
const CONCLUDE_ATTEMPTS_MAX = 20;
const CATCH_UP_TIMEOUT_MS = 30_000;

/** Takes one evaluation from its delivery to its outcome in the log. */
export class EvaluationProcessor {
  readonly #options: SchedulerWorkerOptions;
  readonly #timings: Timings;
  readonly #publisher: PlanPublisher;
  /** Plans are made one after the other, and none for a node on which one before it is still on its way. */
  readonly #planning = new Exclusive();
  readonly #claims = new NodeClaims();

  constructor(options: SchedulerWorkerOptions, timings: Timings) {
    this.#options = options;
    this.#timings = timings;
    const { store, clock, instance } = options;
    this.#publisher = new PlanPublisher({
      log: store.log,
      clock,
      actor: `scheduler-worker/${instance}`,
    });
  }

  /**
   * Processes an evaluation, unless it has ended meanwhile: a queue gives an item out twice when its first
   * worker died.
   *
   * @throws SteppeError when the log or the view cannot be reached in time; it may be processed again then.
   */
  async process(delivery: Delivery<ReadyEvaluation>): Promise<void> {
    const { logger, clock, projection } = this.#options;
    const { evalId, jobId, namespace, minSeq } = delivery.item;
    const startedAtMs = clock();
    await this.#timings.measure('nomad.worker.wait_for_index', () =>
      // What an attempt before has stored may be all that there is of it, and comes after `minSeq`.
      delivery.attempt > 1
        ? this.#catchUp()
        : projection.waitFor(minSeq, { timeoutMs: CATCH_UP_TIMEOUT_MS }),
    );
    const isGivenUp = delivery.attempt > DELIVERY_LIMIT;
    const plan = isGivenUp ? failed(delivery.item) : await this.#place(delivery);
    const isConcluded = plan !== undefined && (await this.#conclude(plan));
    const durationMs = clock() - startedAtMs;
    const about = { evalId, jobId, namespace };
    if (!plan || !isConcluded) {
      logger.debug({ ...about, durationMs }, 'evaluation had ended already');
      return;
    }
    logger.info({ ...about, ...tallyOf(plan), durationMs }, 'evaluation processed');
  }

  /** Schedules and publishes until all of a plan is stored. @returns undefined when the evaluation has ended. */
  async #place(delivery: Delivery<ReadyEvaluation>): Promise<Concluding | undefined> {
    const { evalId } = delivery.item;
    let rejected = 0;
    for (;;) {
      const attempt = await this.#attempt(evalId);
      if (!attempt) return undefined;
      const { plan, published } = attempt;
      if (published.conflicts === 0) return plan;
      rejected = published.stored > 0 ? 0 : rejected + 1;
      this.#options.logger.debug({ evalId, ...published }, 'plan met others: planning again');
      await this.#catchUp();
      if (!this.#isPending(evalId)) return undefined;
      if (rejected >= REJECTIONS_MAX) {
        const { projection, clock } = this.#options;
        return giveUp(projection.state, evalId, { nowMs: clock(), attempts: rejected });
      }
      await delivery.extend();
    }
  }

  /** One plan, made and published, and seen by the view. @returns undefined when the evaluation has ended. */
  async #attempt(evalId: string): Promise<{ plan: Plan; published: Published } | undefined> {
    const planned = await this.#planning.run(async () => await this.#plan(evalId));
    if (!planned) return undefined;
    const { plan, release } = planned;
    try {
      const published = await this.#timings.measure('nomad.plan.submit', () =>
        this.#publisher.publish(plan),
      );
      const { projection } = this.#options;
      await projection.waitFor(published.lastSeq, { timeoutMs: CATCH_UP_TIMEOUT_MS });
      return { plan, published };
    } finally {
      release();
    }
  }

  /**
   * Makes a plan of which no node is claimed, and claims them. It ends, since nobody else claims meanwhile: at
   * the latest when all plans that are on their way are through.
   */
  async #plan(evalId: string): Promise<{ plan: Plan; release: () => void } | undefined> {
    const { projection, clock } = this.#options;
    for (;;) {
      const row = projection.state.evals.get(evalId);
      if (row?.status !== 'pending') return undefined;
      const startedAtMs = performance.now();
      const plan = schedule(projection.state, evalId, { nowMs: clock() });
      const name = `nomad.worker.invoke_scheduler.${row.evaluation.type}`;
      this.#timings.record(name, performance.now() - startedAtMs);
      const nodeIds = plan.nodeCommits.map(({ nodeId }) => nodeId);
      const free = this.#claims.untilFree(nodeIds);
      if (!free) return { plan, release: this.#claims.claim(nodeIds) };
      await free;
    }
  }

  /** @returns whether the outcome is stored; false when the evaluation has ended meanwhile. */
  async #conclude(plan: Concluding): Promise<boolean> {
    const { state } = this.#options.projection;
    for (let attempt = 1; attempt <= CONCLUDE_ATTEMPTS_MAX; attempt++) {
      if (!this.#isPending(plan.evalId)) return false;
      const expectedSeq = state.evalSubjectSeq.get(plan.jobKey) ?? 0;
      const seq = await this.#publisher.conclude(plan, { expectedSeq, seenSeq: state.seq });
      if (seq !== undefined) return true;
      await this.#catchUp();
    }
    throw new SteppeError(
      'LOG_CONFLICT',
      `evaluation ${plan.evalId} met others at each of ${CONCLUDE_ATTEMPTS_MAX} attempts to conclude it`,
    );
  }

  #isPending(evalId: string): boolean {
    return this.#options.projection.state.evals.get(evalId)?.status === 'pending';
  }

  /** Waits until the view has all that is in the log now, so whatever caused a conflict too. */
  async #catchUp(): Promise<void> {
    const { store, projection } = this.#options;
    await projection.waitFor(await store.log.lastSeq(), { timeoutMs: CATCH_UP_TIMEOUT_MS });
  }
}

/** An evaluation whose workers died or failed too often; the broker has it followed up later. */
function failed({ evalId, namespace, jobId }: ReadyEvaluation): Concluding {
  const statusDescription = DELIVERY_LIMIT_REACHED;
  const events = [{ type: 'EvaluationFailed', v: 1, evalId, statusDescription }] as const;
  return { evalId, jobKey: jobKey(namespace, jobId), outcome: { expectedSeq: 0, events } };
}

type Concluding = Pick<Plan, 'evalId' | 'jobKey' | 'outcome'> & Partial<Plan>;
