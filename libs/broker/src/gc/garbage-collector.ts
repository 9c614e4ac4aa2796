import {
  assertNever,
  type EpochMs,
  forgettableOf,
  type GarbageCollected,
  jobKey,
  type JobRow,
  type NodeRow,
  type State,
} from '@steppe/domain';
import type { BrokerOptions } from '../broker-options.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { collectionTarget, jobTarget, nodeTarget } from '../outbox/target.ts';
import type { Cutoffs } from './collectable.ts';
import { garbageOf, type Piece } from './garbage.ts';

/** Only what is looked at within one tick: the broker's other duties must not wait for millions of rows. */
const ROWS_PER_TICK_MAX = 5_000;
/** Keeps an entry well below the largest message that a log takes: 2,000 IDs of 36 characters. */
const PIECES_PER_ENTRY_MAX = 2_000;

type Collected = Omit<GarbageCollected, 'type' | 'v'>;

/** One look at all that the state holds, spread over many ticks. */
interface Round {
  readonly pieces: Iterator<Piece | undefined, undefined>;
  /** Seq of the request that this round is the answer to. */
  readonly requestSeq: number | undefined;
}

/**
 * Has what ended long ago forgotten, so that neither a service's memory nor its lists grow for ever: at an
 * interval by age, and on request whatever its age. What is forgotten is an entry of the log like any other.
 */
export class GarbageCollector {
  readonly #state: State;
  readonly #outbox: Outbox;
  readonly #options: BrokerOptions;
  #nextRoundMs: EpochMs;
  #round: Round | undefined;
  /** Subjects of the jobs and nodes that are being forgotten. */
  #underWay: string[] = [];

  constructor(
    state: State,
    nowMs: EpochMs,
    { outbox, options }: { outbox: Outbox; options: BrokerOptions },
  ) {
    this.#state = state;
    this.#outbox = outbox;
    this.#options = options;
    this.#nextRoundMs = nowMs + options.jobGcIntervalMs;
  }

  tick(nowMs: EpochMs): void {
    // One entry at a time: what it lets go must be gone before more is looked for.
    if (this.#outbox.isBusy(collectionTarget().subject)) return;
    this.#underWay = this.#underWay.filter((subject) => this.#outbox.isBusy(subject));
    if (this.#underWay.length > 0) return;
    this.#round ??= this.#nextRound(nowMs);
    if (this.#round) this.#goOn(this.#round);
  }

  #nextRound(nowMs: EpochMs): Round | undefined {
    const { requestedSeq, requestedAtMs, doneSeq } = this.#state.collection;
    if (requestedSeq > doneSeq) {
      const cutoffs = cutoffsAt(requestedAtMs, NO_AGE, this.#options);
      return { pieces: garbageOf(this.#state, cutoffs), requestSeq: requestedSeq };
    }
    if (nowMs < this.#nextRoundMs) return undefined;
    this.#nextRoundMs = nowMs + this.#options.jobGcIntervalMs;
    const cutoffs = cutoffsAt(nowMs, this.#options, this.#options);
    return { pieces: garbageOf(this.#state, cutoffs), requestSeq: undefined };
  }

  #goOn({ pieces, requestSeq }: Round): void {
    const collected = nothingCollected();
    let size = 0;
    for (let rows = 0; rows < ROWS_PER_TICK_MAX && size < PIECES_PER_ENTRY_MAX; rows += 1) {
      const { value: piece, done } = pieces.next();
      if (done) {
        this.#round = undefined;
        this.#collect(requestSeq === undefined ? collected : { ...collected, requestSeq });
        return;
      }
      if (piece?.kind === 'barrier') break;
      if (piece) size += this.#take(piece, collected);
    }
    this.#collect(collected);
  }

  /** @returns how many names the piece adds to the entry. */
  #take(piece: Exclude<Piece, { kind: 'barrier' }>, collected: Collected): number {
    switch (piece.kind) {
      case 'job':
        this.#forgetJob(piece.row);
        return 1;
      case 'node':
        this.#forgetNode(piece.row);
        return 1;
      case 'evaluation':
        collected.allocIds.push(...piece.allocIds);
        collected.evalIds.push(...piece.evalIds);
        return piece.allocIds.length + piece.evalIds.length;
      case 'deployment':
        collected.deploymentIds.push(piece.id);
        return 1;
      case 'version':
        collected.jobVersionSeqs.push(piece.seq);
        return 1;
      case 'subjects':
        collected.jobKeys.push(piece.key);
        return 1;
      default:
        return assertNever(piece);
    }
  }

  #collect(collected: Collected): void {
    this.#outbox.want(collectionTarget(), 'collect', (state) => {
      const left = { ...collected, ...forgettableOf(state, collected) };
      return isNothing(left, state) ? [] : [{ type: 'GarbageCollected', v: 1, ...left }];
    });
  }

  /** On the job's own subject, so that a registration that comes first keeps the job. */
  #forgetJob({ current, modifySeq }: JobRow): void {
    const { namespace, id: jobId } = current.job;
    const key = jobKey(namespace, jobId);
    this.#underWay.push(jobTarget({ namespace, jobId }).subject);
    this.#outbox.want(jobTarget({ namespace, jobId }), 'forget', (state) =>
      state.jobs.get(key)?.modifySeq === modifySeq
        ? [{ type: 'JobDeregistered', v: 1, namespace, jobId, purge: true }]
        : [],
    );
  }

  #forgetNode({ node: { id: nodeId }, statusUpdatedAtMs }: NodeRow): void {
    this.#underWay.push(nodeTarget(nodeId).subject);
    this.#outbox.want(nodeTarget(nodeId), 'forget', (state) => {
      const row = state.nodes.get(nodeId);
      const isStill = row?.status === 'down' && row.statusUpdatedAtMs === statusUpdatedAtMs;
      return isStill ? [{ type: 'NodeDeregistered', v: 1, nodeId }] : [];
    });
  }
}

type Ages = Pick<
  BrokerOptions,
  | 'jobGcThresholdMs'
  | 'evalGcThresholdMs'
  | 'batchEvalGcThresholdMs'
  | 'deploymentGcThresholdMs'
  | 'nodeGcThresholdMs'
>;

const NO_AGE: Ages = {
  jobGcThresholdMs: 0,
  evalGcThresholdMs: 0,
  batchEvalGcThresholdMs: 0,
  deploymentGcThresholdMs: 0,
  nodeGcThresholdMs: 0,
};

function cutoffsAt(nowMs: EpochMs, ages: Ages, { evalGcThresholdMs }: Ages): Cutoffs {
  return {
    jobMs: nowMs - ages.jobGcThresholdMs,
    evalMs: nowMs - ages.evalGcThresholdMs,
    batchEvalMs: nowMs - ages.batchEvalGcThresholdMs,
    deploymentMs: nowMs - ages.deploymentGcThresholdMs,
    nodeMs: nowMs - ages.nodeGcThresholdMs,
    // Never at once: a worker may be about to place by a version that it has just seen.
    versionMs: nowMs - evalGcThresholdMs,
  };
}

function nothingCollected(): Collected {
  return { evalIds: [], allocIds: [], deploymentIds: [], jobVersionSeqs: [], jobKeys: [] };
}

function isNothing(
  { evalIds, allocIds, deploymentIds, jobVersionSeqs, jobKeys, requestSeq }: Collected,
  { collection }: State,
): boolean {
  const isAnswered = requestSeq === undefined || collection.doneSeq >= requestSeq;
  const lists = [evalIds, allocIds, deploymentIds, jobVersionSeqs, jobKeys];
  return isAnswered && lists.every(({ length }) => length === 0);
}
