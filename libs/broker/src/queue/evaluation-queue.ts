import {
  type EpochMs,
  type EvaluationRow,
  jobKey,
  type JobKey,
  type Seq,
  subjects,
} from '@steppe/domain';
import type { Release } from '../command.ts';
import { BinaryHeap } from './binary-heap.ts';
import { Deadlines } from './deadlines.ts';
import { Releases } from './releases.ts';

/** The evaluations of one job that wait for their turn. */
interface Line {
  readonly waiting: Map<string, EvaluationRow>;
  /** The one that is with the workers: a job has at most one, so that no two plans for it compete. */
  runningId: string | undefined;
  /** Waits, but may be with a worker since before a take-over. */
  resumedId: string | undefined;
  /** Last seq at which an evaluation of the job became pending. */
  pendingSeq: Seq;
  entriesInHeap: number;
}

interface Entry {
  readonly key: JobKey;
  readonly rank: number;
  readonly seq: Seq;
}

export interface QueueOptions {
  readonly releaseWindow: number;
  readonly agingStepMs: number;
}

export interface Taking {
  readonly nowMs: EpochMs;
  /** What a worker must have seen. */
  readonly minSeq: Seq;
  /** Whether the broker has something to say on a job's evaluations first: a worker would lose against it. */
  isBusy(subject: string): boolean;
  /** An evaluation that a newer one of its job makes superfluous. */
  onSuperseded(row: EvaluationRow): void;
}

/**
 * Pending evaluations, by priority, and of equal ones the oldest first. Waiting raises the priority by a step
 * per `agingStepMs`; as all gain at the same rate, the order of two never changes and is fixed on entry.
 */
export class EvaluationQueue {
  readonly releases = new Releases();
  readonly #options: QueueOptions;
  readonly #lines = new Map<JobKey, Line>();
  readonly #delayed = new Deadlines();
  readonly #heap = new BinaryHeap<Entry>(
    (a, b) => a.rank > b.rank || (a.rank === b.rank && a.seq < b.seq),
  );

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** An evaluation is pending: new, woken, or its time has come. */
  add(row: EvaluationRow, nowMs: EpochMs): void {
    if (this.#waits(row, nowMs)) return;
    this.#push(this.#join(row), row);
  }

  /**
   * An evaluation was pending before a take-over. Call it in order of creation: the oldest of a job may be
   * with a worker already, so it goes first, and none takes its place.
   */
  resume(row: EvaluationRow, nowMs: EpochMs): void {
    if (this.#waits(row, nowMs)) return;
    const line = this.#join(row);
    if (line.resumedId !== undefined) return;
    line.resumedId = row.evaluation.id;
    this.#push(line, row);
  }

  /** An evaluation is no longer pending: it ended, or is blocked. */
  remove({ evaluation }: EvaluationRow): void {
    this.#delayed.clear(evaluation.id);
    this.releases.settle(evaluation.id);
    const key = jobKey(evaluation.namespace, evaluation.jobId);
    const line = this.#lines.get(key);
    if (!line) return;
    line.waiting.delete(evaluation.id);
    if (line.runningId === evaluation.id) line.runningId = undefined;
    if (line.resumedId === evaluation.id) line.resumedId = undefined;
    this.nudge(key);
  }

  /** Looks at a job again that could not be released before. */
  nudge(key: JobKey): void {
    const line = this.#lines.get(key);
    if (!line || line.runningId !== undefined || line.entriesInHeap > 0) return;
    const best = newest(line);
    if (best) this.#push(line, best);
  }

  /** Nothing is left of a job. */
  forget(key: JobKey): void {
    const line = this.#lines.get(key);
    if (line?.waiting.size === 0 && line.runningId === undefined) this.#lines.delete(key);
  }

  /** IDs of delayed evaluations whose time has come. */
  takeDue(nowMs: EpochMs): string[] {
    return this.#delayed.takeDue(nowMs);
  }

  /** Whether the job is evaluated anyhow with a view that has seen `seq`. */
  coversSeq(key: JobKey, seq: Seq): boolean {
    const line = this.#lines.get(key);
    if (!line) return false;
    return line.pendingSeq > seq || line.waiting.size > (line.resumedId === undefined ? 0 : 1);
  }

  /** Releases as much as the window takes. */
  take(taking: Taking): Release[] {
    const released: Release[] = [];
    while (this.releases.size < this.#options.releaseWindow) {
      const entry = this.#heap.pop();
      if (!entry) break;
      const row = this.#next(entry, taking);
      if (row) released.push(this.releases.start(row, taking));
    }
    return released;
  }

  #next({ key }: Entry, taking: Taking): EvaluationRow | undefined {
    const line = this.#lines.get(key);
    if (!line) return undefined;
    line.entriesInHeap -= 1;
    if (line.runningId !== undefined) return undefined;
    const resumed = line.resumedId === undefined ? undefined : line.waiting.get(line.resumedId);
    const row = resumed ?? newest(line);
    if (!row) return undefined;
    if (!resumed) {
      for (const other of line.waiting.values()) if (other !== row) taking.onSuperseded(other);
    }
    const { namespace, jobId, id } = row.evaluation;
    if (taking.isBusy(subjects.evaluation(namespace, jobId))) return undefined;
    line.waiting.delete(id);
    line.runningId = id;
    line.resumedId = undefined;
    return row;
  }

  #waits({ evaluation: { id, waitUntilMs } }: EvaluationRow, nowMs: EpochMs): boolean {
    if (waitUntilMs === undefined || waitUntilMs <= nowMs) return false;
    this.#delayed.set(id, waitUntilMs);
    return true;
  }

  #join(row: EvaluationRow): Line {
    const line = this.#line(row);
    line.waiting.set(row.evaluation.id, row);
    line.pendingSeq = Math.max(line.pendingSeq, row.modifySeq);
    return line;
  }

  #push(line: Line, row: EvaluationRow): void {
    const { namespace, jobId, priority } = row.evaluation;
    line.entriesInHeap += 1;
    this.#heap.push({
      key: jobKey(namespace, jobId),
      rank: priority * this.#options.agingStepMs - pendingSinceMs(row),
      seq: row.createSeq,
    });
  }

  #line({ evaluation: { namespace, jobId } }: EvaluationRow): Line {
    const key = jobKey(namespace, jobId);
    let line = this.#lines.get(key);
    if (!line) {
      line = {
        waiting: new Map(),
        runningId: undefined,
        resumedId: undefined,
        pendingSeq: 0,
        entriesInHeap: 0,
      };
      this.#lines.set(key, line);
    }
    return line;
  }
}

/** Since when it waits for its turn: not while it was blocked, or its time had not come. */
function pendingSinceMs({ evaluation: { waitUntilMs = 0 }, modifiedAtMs }: EvaluationRow): EpochMs {
  return Math.max(modifiedAtMs, waitUntilMs);
}

/** Of those that wait, the one that makes the others superfluous: of the highest priority the newest. */
function newest({ waiting }: Line): EvaluationRow | undefined {
  let best: EvaluationRow | undefined;
  for (const row of waiting.values()) {
    const ahead = best ? row.evaluation.priority - best.evaluation.priority : 1;
    if (!best || ahead > 0 || (ahead === 0 && row.createSeq > best.createSeq)) best = row;
  }
  return best;
}
