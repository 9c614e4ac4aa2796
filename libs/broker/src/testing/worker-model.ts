import { acceptsPlacements, allocsOfJob, isTerminal, type NodeRow, type Seq } from '@steppe/domain';
import { freeCapacityOf } from '../blocked/node-room.ts';
import type { Release } from '../command.ts';
import type { BrokerRun } from './broker-run.ts';
import { blocked, completed, placed } from './entries.ts';

/** What a worker has decided and not yet said. */
interface Decision {
  readonly item: Release['item'];
  readonly seenSeq: Seq;
  /** Undefined when no node has room. */
  readonly nodeId: string | undefined;
  readonly nodeSeq: Seq;
}

/** As one allocation of the test's jobs asks. */
const ASK = { cpuMhz: 500, memoryMb: 256 };

/**
 * The simplest scheduler: each job wants one allocation, anywhere. It decides and says so in two steps, so that
 * anything may happen in between.
 */
export class WorkerModel {
  readonly #run: BrokerRun;
  readonly #decisions: Decision[] = [];
  #allocs = 0;

  constructor(run: BrokerRun) {
    this.#run = run;
  }

  get isBusy(): boolean {
    return this.#decisions.length > 0;
  }

  /** Takes an evaluation and decides on it. */
  decide(): void {
    const item = this.#run.ready.shift();
    if (!item) return;
    const { state } = this.#run;
    if (state.evals.get(item.evalId)?.status !== 'pending') return;
    const node = roomyNode(this.#run);
    this.#decisions.push({
      item,
      seenSeq: state.seq,
      nodeId: node?.node.id,
      nodeSeq: node?.commandSeq ?? 0,
    });
  }

  /** Says what it decided first; when that has become impossible, it decides anew. */
  say(): void {
    const decision = this.#decisions.shift();
    if (!decision) return;
    const { item, nodeId, nodeSeq, seenSeq } = decision;
    const { evalId, jobId } = item;
    const { state } = this.#run;
    const evaluation = state.evals.get(evalId);
    if (evaluation?.status !== 'pending') return;
    if (this.#wantsNothing(jobId)) return void this.#run.entry(completed(jobId, evalId));
    if (nodeId === undefined) {
      const { priority, triggeredBy } = evaluation.evaluation;
      this.#run.entry(blocked(jobId, evalId, { snapshotSeq: seenSeq, priority, triggeredBy }));
      return;
    }
    if (state.nodes.get(nodeId)?.commandSeq !== nodeSeq) {
      this.#run.ready.push(item);
      return;
    }
    const jobSeq = state.jobs.get(`default/${jobId}`)?.current.seq ?? 0;
    this.#allocs += 1;
    this.#run
      .entry(placed(nodeId, `alloc-${this.#allocs}`, { jobId, evalId, jobSeq }))
      .entry(completed(jobId, evalId));
  }

  #wantsNothing(jobId: string): boolean {
    if (this.#run.state.jobs.get(`default/${jobId}`)?.stopped) return true;
    return allocsOfJob(this.#run.state, `default/${jobId}`).some((row) => !isTerminal(row));
  }
}

/** A node that has room for one more allocation. */
export function roomyNode({ state }: BrokerRun): NodeRow | undefined {
  return [...state.nodes.values()].find((row) => {
    const free = freeCapacityOf(state, row);
    return acceptsPlacements(row) && free.cpuMhz >= ASK.cpuMhz && free.memoryMb >= ASK.memoryMb;
  });
}
