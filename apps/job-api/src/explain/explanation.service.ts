import { Inject, Injectable } from '@nestjs/common';
import {
  type AllocationRow,
  type EvaluationDecision,
  type EvaluationRow,
  type PlacementMetric,
  type Seq,
} from '@steppe/domain';
import { type EventStore, stateAt } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import { type EvaluationExplanation, explainEvaluation } from '@steppe/scheduler';
import { findDecisions } from './decisions.ts';
import { RecentResults } from './recent-results.ts';

export interface ExplainedEvaluation {
  readonly decisions: readonly EvaluationExplanation[];
  /** IDs of the allocations whose placement was accepted. */
  readonly stored: ReadonlySet<string>;
}

/** Replaying so many entries after a snapshot takes a second or two; beyond, it is not done unasked. */
const METRIC_REPLAY_MAX = 200_000;
const METRICS_KEPT_MAX = 1_000;

/**
 * Takes decisions again on the states on which they were taken, which it rebuilds from the log. Nothing of that is
 * in the log itself: a metric per allocation would be most of it.
 */
@Injectable()
export class Explanations {
  readonly #store: EventStore;
  readonly #metrics = new RecentResults<PlacementMetric | undefined>(METRICS_KEPT_MAX);

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    this.#store = store;
  }

  /**
   * @param only explain this placement alone, with each node's score.
   * @throws SteppeError `INDEX_EXPIRED` when the log does not go back so far.
   */
  async explain(
    row: EvaluationRow,
    only?: { groupName: string; index: number },
  ): Promise<ExplainedEvaluation> {
    const { decisions, stored } = await findDecisions(this.#store.log, row);
    const explained: EvaluationExplanation[] = [];
    for (const decision of decisions) {
      const explanation = await this.#decide(row.evaluation.id, decision, only);
      if (explanation) explained.push(explanation);
    }
    return { decisions: explained, stored };
  }

  /** How the nodes compared when an allocation was placed; undefined when the log does not tell. */
  async metricOf(row: AllocationRow): Promise<PlacementMetric | undefined> {
    return this.#metrics.get(row.id, () => this.#metric(row));
  }

  async #metric(row: AllocationRow): Promise<PlacementMetric | undefined> {
    const entry = await this.#store.log.get(row.createSeq);
    const placed = entry?.commit.events.find(
      (event) => event.type === 'AllocationPlaced' && event.placement.allocId === row.id,
    );
    if (!entry || placed?.type !== 'AllocationPlaced') return undefined;
    const { cause: snapshotSeq, atMs } = entry.commit;
    if (snapshotSeq === undefined || !(await this.#isNear(snapshotSeq))) return undefined;
    const only = { groupName: row.groupName, index: row.index };
    const decided = await this.#decide(placed.placement.evalId, { snapshotSeq, atMs }, only);
    return decided?.placements.find(({ chosen }) => chosen?.allocId === row.id)?.metric;
  }

  /** Whether a snapshot, or the beginning of the log, is so near that the state is rebuilt soon. */
  async #isNear(seq: Seq): Promise<boolean> {
    const firstSeq = await this.#store.log.firstSeq();
    const before = (await this.#store.snapshots.list()).find((info) => info.seq <= seq);
    if (!before && firstSeq > 1) return false;
    return seq - (before?.seq ?? 0) <= METRIC_REPLAY_MAX;
  }

  async #decide(
    evalId: string,
    { snapshotSeq, atMs }: EvaluationDecision,
    only: { groupName: string; index: number } | undefined,
  ): Promise<EvaluationExplanation | undefined> {
    const state = await stateAt(this.#store, snapshotSeq);
    return explainEvaluation(state, evalId, { nowMs: atMs, only });
  }
}
