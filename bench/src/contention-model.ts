import {
  applyRecorded,
  type Commit,
  type DomainEvent,
  emptyState,
  type Recorded,
  type State,
  subjects,
} from '@steppe/domain';
import { type Plan, schedule } from '@steppe/scheduler';
import { domainJob } from './bench-job.ts';
import { benchNode, nodeIdAt } from './bench-node.ts';

export interface ContentionCase {
  readonly nodes: number;
  readonly jobs: number;
  readonly count: number;
  readonly workers: number;
}

export interface Contention {
  readonly placementsPerS: number;
  /** Share of the commits to nodes that were rejected. */
  readonly conflicts: number;
}

/** What a worker spends, in virtual µs: as measured of real ones. */
const PLAN_US = 200;
const PLACEMENT_US = 40;
/** From an append to its answer and to the view of every worker. */
const LOG_US = 1_000;

interface Worker {
  readonly state: State;
  /** Entries that its view has applied. */
  applied: number;
  /** When it does the next thing. */
  nextUs: number;
  evalId: string | undefined;
  /** Made, and not yet with the log. */
  plan: Plan | undefined;
}

interface Stored extends Recorded {
  readonly atUs: number;
}

/**
 * Workers as they would be with a core each: the real scheduler on views that lag, a log that compares and sets,
 * and a virtual clock. Only the time that planning and the log take is made up.
 */
export class ContentionModel {
  readonly #log: Stored[] = [];
  readonly #lastSeqs = new Map<string, number>();
  readonly #queue: string[] = [];
  readonly #workers: Worker[];
  #commits = 0;
  #rejected = 0;
  #placed = 0;
  #endUs = 0;

  constructor({ nodes, jobs, count, workers }: ContentionCase) {
    for (let i = 0; i < nodes; i++) {
      const event = { type: 'NodeRegistered', v: 1, node: benchNode(i) } as const;
      this.#append(subjects.client(nodeIdAt(i)), [event], 0);
    }
    for (let i = 0; i < jobs; i++) {
      const job = domainJob({ id: `job-${i}`, count, type: 'batch' });
      const evalId = `${i.toString(16).padStart(8, '0')}-0000-4000-9000-000000000000`;
      const event = { type: 'JobRegistered', v: 1, job, version: 0, evalId } as const;
      this.#append(subjects.job(job.namespace, job.id), [event], 0);
      this.#queue.push(evalId);
    }
    this.#workers = Array.from({ length: workers }, () => ({
      state: emptyState(),
      applied: 0,
      nextUs: 0,
      evalId: undefined,
      plan: undefined,
    }));
  }

  run(): Contention {
    for (;;) {
      const worker = this.#nextWorker();
      if (!worker) break;
      if (worker.plan) this.#publish(worker, worker.plan);
      else this.#plan(worker);
    }
    return {
      placementsPerS: (this.#placed * 1e6) / this.#endUs,
      conflicts: this.#rejected / Math.max(1, this.#commits),
    };
  }

  /** The one whose turn is next, as long as there is anything to do. */
  #nextWorker(): Worker | undefined {
    const busy = this.#workers.filter(({ evalId }) => evalId !== undefined);
    const able = this.#queue.length > 0 ? this.#workers : busy;
    return able.toSorted((a, b) => a.nextUs - b.nextUs)[0];
  }

  #plan(worker: Worker): void {
    worker.evalId ??= this.#queue.shift();
    if (worker.evalId === undefined) return;
    this.#catchUp(worker);
    worker.plan = schedule(worker.state, worker.evalId, { nowMs: 0 });
    const placements = worker.plan.nodeCommits.flatMap(({ events }) => events).length;
    worker.nextUs += PLAN_US + placements * PLACEMENT_US;
  }

  #publish(worker: Worker, { nodeCommits, outcome, jobKey: key }: Plan): void {
    let conflicts = 0;
    for (const { nodeId, events, expectedSeq = 0 } of nodeCommits) {
      const isStored = this.#append(subjects.node(nodeId), events, worker.nextUs, expectedSeq);
      if (isStored) this.#placed += events.length;
      else conflicts += 1;
    }
    this.#commits += nodeCommits.length;
    this.#rejected += conflicts;
    if (conflicts === 0) {
      const [namespace = '', jobId = ''] = key.split('/');
      this.#append(subjects.evaluation(namespace, jobId), outcome.events, worker.nextUs);
      worker.evalId = undefined;
    }
    worker.plan = undefined;
    worker.nextUs += LOG_US;
    this.#endUs = Math.max(this.#endUs, worker.nextUs);
  }

  /** Applies what had reached every view by then. */
  #catchUp(worker: Worker): void {
    for (; worker.applied < this.#log.length; worker.applied++) {
      const entry = this.#log[worker.applied];
      if (!entry || (entry.atUs > 0 && entry.atUs + LOG_US > worker.nextUs)) return;
      applyRecorded(worker.state, entry);
    }
  }

  #append(
    subject: string,
    events: readonly DomainEvent[],
    atUs: number,
    expectedSeq?: number,
  ): boolean {
    if (expectedSeq !== undefined && expectedSeq !== (this.#lastSeqs.get(subject) ?? 0)) {
      return false;
    }
    const seq = this.#log.length + 1;
    const commit: Commit = { v: 1, atMs: 1_790_000_000_000, actor: 'bench', events: [...events] };
    this.#log.push({ seq, subject, commit, atUs });
    this.#lastSeqs.set(subject, seq);
    return true;
  }
}
