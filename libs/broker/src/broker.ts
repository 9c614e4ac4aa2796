import type { EpochMs, EvaluationRow, Recorded, State } from '@steppe/domain';
import { type BrokerOptions, DEFAULT_OPTIONS } from './broker-options.ts';
import type { Append, Command } from './command.ts';
import { type Duties, wireDuties } from './duties.ts';
import { observeEntry } from './observe-entry.ts';
import { takeOver } from './take-over.ts';

export interface BrokerStart {
  /** The view of the log. Only its fold changes it; the broker reads it, and finds all that is due there. */
  readonly state: State;
  readonly nowMs: EpochMs;
  readonly options?: Partial<BrokerOptions> | undefined;
}

/**
 * The broker's duties, from the moment a process takes over until it no longer leads; then it is thrown away,
 * since whoever comes next starts from the same state. It reads no clock and does no IO: entries, heartbeats
 * and ticks go in, commands come out. A command counts as done once its entry has come back through `apply`;
 * one that loses its compare-and-set needs no answer, for the entry that won will come.
 */
export class Broker {
  readonly #duties: Duties;

  constructor({ state, nowMs, options }: BrokerStart) {
    this.#duties = wireDuties(state, nowMs, { ...DEFAULT_OPTIONS, ...options });
    takeOver(this.#duties, nowMs);
  }

  /** What is due at once, after a take-over and whenever something was abandoned. */
  resume(nowMs: EpochMs): Command[] {
    return this.#commands(nowMs);
  }

  /** An entry was folded into the state. */
  apply(recorded: Recorded, nowMs: EpochMs): Command[] {
    observeEntry(this.#duties, recorded, nowMs);
    this.#duties.outbox.entryApplied(recorded.subject);
    return this.#commands(nowMs);
  }

  /** A node's heartbeat was heard. */
  heartbeat(nodeId: string, nowMs: EpochMs): Command[] {
    this.#duties.liveness.heard(nodeId, nowMs);
    return this.#commands(nowMs);
  }

  /** Time has passed. Four times a second is enough. */
  tick(nowMs: EpochMs): Command[] {
    const { liveness, blocked, deployments, drainer, periodic, collector, queue, state } =
      this.#duties;
    const warnings = [...liveness.tick(nowMs), ...periodic.tick(nowMs)];
    blocked.tick(nowMs);
    deployments.tick(nowMs);
    drainer.tick(nowMs);
    collector.tick(nowMs);
    for (const evalId of queue.takeDue(nowMs)) {
      const row = state.evals.get(evalId);
      if (row?.status === 'pending') queue.add(row, nowMs);
    }
    return [...warnings, ...this.#commands(nowMs)];
  }

  /** An append failed other than by a conflict, so that no entry may come for it. The next tick makes it anew. */
  abandoned({ subject }: Append): void {
    this.#duties.outbox.abandoned(subject);
  }

  /** How many evaluations were released and not heard of for so long that they may have vanished. */
  overdueReleases(nowMs: EpochMs): number {
    const { queue, options } = this.#duties;
    return queue.releases.overdue({ nowMs, timeoutMs: options.releaseTimeoutMs });
  }

  /**
   * Releases again what vanished from the ready queue, as after a loss of its stream.
   *
   * @param queueDepth items in the queue, those included that a worker has taken and not acknowledged.
   */
  releaseVanished({ nowMs, queueDepth }: { nowMs: EpochMs; queueDepth: number }): Command[] {
    const { releases } = this.#duties.queue;
    const count = Math.min(this.overdueReleases(nowMs), releases.size - queueDepth);
    return releases.again({ count, nowMs, minSeq: this.#duties.state.seq });
  }

  /** How long a heartbeat counts now; nodes are told, so that they beat in time. */
  get heartbeatTtlMs(): number {
    return this.#duties.liveness.ttlMs;
  }

  /** For metrics and tests. */
  get counts(): { readonly released: number; readonly blocked: number } {
    return { released: this.#duties.queue.releases.size, blocked: this.#duties.blocked.size };
  }

  /** Appends first: what they settle may let evaluations go; and what those supersede is to be said too. */
  #commands(nowMs: EpochMs): Command[] {
    const { outbox, queue, state, intents } = this.#duties;
    const appends = outbox.flush(state);
    const isPaused = state.schedulerConfiguration.configuration.pauseEvalBroker;
    const taking = {
      nowMs,
      minSeq: state.seq,
      isBusy: (subject: string) => outbox.isBusy(subject),
      onSuperseded: (row: EvaluationRow) => intents.cancel(row, SUPERSEDED),
    };
    const releases = isPaused ? [] : queue.take(taking);
    return [...releases, ...appends, ...outbox.flush(state)];
  }
}

/** Nomad's text. */
const SUPERSEDED = 'canceled after more recent eval was processed';
