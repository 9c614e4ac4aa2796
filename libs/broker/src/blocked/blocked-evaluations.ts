import {
  type EpochMs,
  type EvaluationRow,
  jobKey,
  type JobKey,
  type Seq,
  type State,
} from '@steppe/domain';
import { Deadlines } from '../queue/deadlines.ts';
import { CapacityChanges } from './capacity-changes.ts';
import { type Blocked, blockedOf, NodeRoom } from './node-room.ts';
import { Offers } from './offers.ts';

export interface BlockedOptions {
  readonly conflictRetryMs: number;
  /** Capacity came that the evaluation may use: it is to be pending again. */
  onWake(row: EvaluationRow): void;
  /** The evaluation is superfluous, for the stated reason. */
  onCancel(row: EvaluationRow, reason: string): void;
}

/**
 * The evaluations that wait for capacity, one per job. When a node's capacity grows, those that may use it are
 * woken, by priority, until what is free there is spoken for, also by those that were woken before and are not done.
 * So no herd is woken for a place that one takes; and when one is done without having taken it, the node is offered to
 * the next, so that no wake-up is lost.
 */
export class BlockedEvaluations {
  readonly #state: State;
  readonly #options: BlockedOptions;
  readonly #changes = new CapacityChanges();
  readonly #byJob = new Map<JobKey, Blocked>();
  /** By priority, then age. */
  #inOrder: Blocked[] = [];
  readonly #offers = new Offers();
  readonly #retries = new Deadlines();

  constructor(state: State, options: BlockedOptions) {
    this.#state = state;
    this.#options = options;
  }

  get size(): number {
    return this.#byJob.size;
  }

  /** An evaluation is blocked. Capacity that came after what its scheduler saw wakes it at once. */
  add(row: EvaluationRow): void {
    this.remove(row);
    if (!this.#isOnlyOne(row)) return;
    const blocked = blockedOf(this.#state, row);
    this.#track(blocked);
    if (row.evaluation.triggeredBy === 'max-plan-attempts') {
      this.#retries.set(blocked.key, row.modifiedAtMs + this.#options.conflictRetryMs);
    }
    for (const nodeId of this.#changes.since(seenSeq(row))) {
      if (!this.#room(nodeId)?.mayTake(blocked)) continue;
      this.#wake(blocked, nodeId);
      return;
    }
  }

  /** An evaluation is not blocked any more, or was done after it had been woken. */
  remove(row: EvaluationRow): void {
    const { id } = row.evaluation;
    if (this.#byJob.get(keyOf(row))?.row.evaluation.id === id) this.#untrack(keyOf(row));
    const nodeId = this.#offers.settle(id);
    if (nodeId !== undefined) this.#offer(nodeId);
  }

  /** A job was evaluated and everything found its place: what still waits for it is superfluous. */
  satisfied(by: EvaluationRow): void {
    const blocked = this.#byJob.get(keyOf(by));
    if (!blocked || blocked.row.modifySeq >= by.modifySeq) return;
    this.#untrack(blocked.key); // What is cancelled must not be woken too.
    this.#options.onCancel(blocked.row, `evaluation "${by.evaluation.id}" successful`);
  }

  /** A node has more to give than before: it is new, back, eligible, or something on it ended. */
  capacityGrew(nodeId: string, seq: Seq): void {
    this.#changes.record(nodeId, seq);
    this.#offer(nodeId);
  }

  nodeGone(nodeId: string): void {
    this.#changes.forget(nodeId);
  }

  tick(nowMs: EpochMs): void {
    for (const key of this.#retries.takeDue(nowMs)) {
      const blocked = this.#byJob.get(key);
      if (blocked) this.#wake(blocked);
    }
  }

  #offer(nodeId: string): void {
    if (this.#inOrder.length === 0) return;
    const room = this.#room(nodeId);
    if (!room) return;
    const seq = this.#changes.seqOf(nodeId);
    for (const blocked of this.#inOrder) {
      if (seenSeq(blocked.row) >= seq || !room.mayTake(blocked)) continue;
      room.setAside(blocked);
      this.#wake(blocked, nodeId);
    }
  }

  /** What is free on a node and not spoken for. */
  #room(nodeId: string): NodeRoom | undefined {
    const node = this.#state.nodes.get(nodeId);
    if (!node) return undefined;
    const room = new NodeRoom(this.#state, node);
    for (const woken of this.#offers.wokenFor(nodeId)) room.setAside(woken);
    return room;
  }

  #wake(blocked: Blocked, nodeId?: string): void {
    this.#untrack(blocked.key);
    if (nodeId !== undefined) this.#offers.record(blocked, nodeId);
    this.#options.onWake(blocked.row);
  }

  /** Of two blocked evaluations of a job the newer stays. */
  #isOnlyOne(row: EvaluationRow): boolean {
    const other = this.#byJob.get(keyOf(row))?.row;
    if (!other) return true;
    const isNewer = row.createSeq > other.createSeq;
    const reason = `existing blocked evaluation exists for job ${JSON.stringify(row.evaluation.jobId)}`;
    if (isNewer) this.#untrack(keyOf(row));
    this.#options.onCancel(isNewer ? other : row, reason);
    return isNewer;
  }

  #track(blocked: Blocked): void {
    this.#byJob.set(blocked.key, blocked);
    const position = this.#inOrder.findLastIndex((other) => !goesBefore(blocked.row, other.row));
    this.#inOrder.splice(position + 1, 0, blocked);
  }

  #untrack(key: JobKey): void {
    const blocked = this.#byJob.get(key);
    if (!blocked) return;
    this.#byJob.delete(key);
    this.#retries.clear(key);
    // A new array, since an offer may be walking through the old one.
    this.#inOrder = this.#inOrder.filter((other) => other !== blocked);
  }
}

/** Whether an evaluation placed all that its job wants. */
export function isSatisfied({ status, failedGroups }: EvaluationRow): boolean {
  return status === 'complete' && Object.keys(failedGroups).length === 0;
}

function keyOf({ evaluation }: EvaluationRow): JobKey {
  return jobKey(evaluation.namespace, evaluation.jobId);
}

function seenSeq({ blockedOn }: EvaluationRow): Seq {
  return blockedOn?.snapshotSeq ?? 0;
}

function goesBefore(a: EvaluationRow, b: EvaluationRow): boolean {
  const ahead = a.evaluation.priority - b.evaluation.priority;
  return ahead > 0 || (ahead === 0 && a.createSeq < b.createSeq);
}
