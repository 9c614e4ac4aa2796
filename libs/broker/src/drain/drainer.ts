import {
  allocsOfJob,
  allocsOfNode,
  type AllocationRow,
  type EpochMs,
  jobKey,
  type JobKey,
  type State,
} from '@steppe/domain';
import type { Outbox } from '../outbox/outbox.ts';
import { nodeTarget } from '../outbox/target.ts';
import { Deadlines } from '../queue/deadlines.ts';
import { forcedMigrations, holdsUpDrain, migrationBatch } from './migration-batch.ts';

/** Empties draining nodes: asks for their allocations to move, a few at a time, and ends the drain after the last. */
export class Drainer {
  readonly #state: State;
  readonly #outbox: Outbox;
  readonly #draining = new Set<string>();
  /** Jobs that had allocations on a draining node: only their changes matter. */
  readonly #jobs = new Set<JobKey>();
  readonly #deadlines = new Deadlines();
  /** Allocations that were asked to move, by an entry that may still be on its way. */
  readonly #asked = new Set<string>();

  constructor(state: State, nowMs: EpochMs, outbox: Outbox) {
    this.#state = state;
    this.#outbox = outbox;
    const draining = [...state.nodes.keys()].filter((nodeId) => this.#watch(nodeId, nowMs));
    this.#goOn(draining, nowMs);
  }

  /** A node's drain began, changed or ended. */
  nodeChanged(nodeId: string, nowMs: EpochMs): void {
    if (this.#watch(nodeId, nowMs)) this.#goOn([nodeId], nowMs);
  }

  /** An allocation was placed, stopped or reported on: its job's next ones may move. */
  allocationChanged(row: AllocationRow, nowMs: EpochMs): void {
    if (row.desiredStatus !== 'run') this.#asked.delete(row.id);
    if (this.#draining.size === 0) return;
    const { namespace, id } = row.jobVersion.job;
    const key = jobKey(namespace, id);
    const isLeaving = this.#draining.has(row.nodeId);
    if (isLeaving) {
      this.#jobs.add(key);
      this.#force(row.nodeId, nowMs);
    }
    if (this.#jobs.has(key)) this.#moveNext(key);
    // Nothing has changed for the other jobs on the node.
    if (isLeaving && this.#holdingUp(row.nodeId)?.length === 0) this.#end(row.nodeId);
  }

  tick(nowMs: EpochMs): void {
    this.#goOn([...this.#deadlines.takeDue(nowMs)], nowMs);
  }

  /** @returns whether the node drains. */
  #watch(nodeId: string, nowMs: EpochMs): boolean {
    const drain = this.#state.nodes.get(nodeId)?.drain;
    if (!drain) {
      this.#draining.delete(nodeId);
      if (this.#draining.size === 0) this.#jobs.clear();
      this.#deadlines.clear(nodeId);
      return false;
    }
    this.#draining.add(nodeId);
    if (drain.forceDeadlineMs > nowMs) this.#deadlines.set(nodeId, drain.forceDeadlineMs);
    return true;
  }

  /** What must go leaves less for the pace to let go, on whichever of the nodes it is. */
  #goOn(nodeIds: readonly string[], nowMs: EpochMs): void {
    for (const nodeId of nodeIds) this.#force(nodeId, nowMs);
    for (const nodeId of nodeIds) this.#letGo(nodeId);
  }

  #letGo(nodeId: string): void {
    const holding = this.#holdingUp(nodeId);
    if (!holding) return;
    const jobs = new Set(holding.map(({ jobVersion: { job } }) => jobKey(job.namespace, job.id)));
    for (const key of jobs) {
      this.#jobs.add(key);
      this.#moveNext(key);
    }
    if (holding.length === 0) this.#end(nodeId);
  }

  /** What must leave a node before its drain is over; undefined when it does not drain. */
  #holdingUp(nodeId: string): readonly AllocationRow[] | undefined {
    const node = this.#state.nodes.get(nodeId);
    if (!node?.drain) return undefined;
    return allocsOfNode(this.#state, nodeId).filter((row) => holdsUpDrain(row, node));
  }

  #force(nodeId: string, nowMs: EpochMs): void {
    const node = this.#state.nodes.get(nodeId);
    if (!node?.drain) return;
    const allocs = allocsOfNode(this.#state, nodeId);
    for (const row of forcedMigrations(allocs, { node, nowMs })) this.#ask(row);
  }

  #moveNext(key: JobKey): void {
    const job = this.#state.jobs.get(key);
    if (!job) return;
    const allocs = allocsOfJob(this.#state, key);
    const isAsked = (row: AllocationRow) => row.migrateRequested || this.#asked.has(row.id);
    for (const row of migrationBatch(this.#state, { job, allocs, isAsked })) this.#ask(row);
  }

  #ask({ id: allocId, nodeId, migrateRequested }: AllocationRow): void {
    if (migrateRequested || this.#asked.has(allocId)) return;
    this.#asked.add(allocId);
    this.#outbox.want(nodeTarget(nodeId), `migrate ${allocId}`, (state) => {
      const row = state.allocs.get(allocId);
      const isDue =
        row?.desiredStatus === 'run' &&
        !row.migrateRequested &&
        state.nodes.get(nodeId)?.drain !== undefined;
      if (!isDue) this.#asked.delete(allocId);
      return isDue ? [{ type: 'AllocationMigrationRequested', v: 1, allocId }] : [];
    });
  }

  /** A node that was drained stays ineligible: it is about to be worked on. */
  #end(nodeId: string): void {
    this.#outbox.want(nodeTarget(nodeId), 'end of drain', (state) => {
      const node = state.nodes.get(nodeId);
      const isOver =
        node?.drain !== undefined &&
        !allocsOfNode(state, nodeId).some((row) => holdsUpDrain(row, node));
      return isOver
        ? [{ type: 'NodeDrainChanged', v: 1, nodeId, drain: null, eligibility: 'ineligible' }]
        : [];
    });
  }
}
