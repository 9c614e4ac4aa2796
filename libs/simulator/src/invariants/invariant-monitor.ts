import {
  acceptsPlacements,
  applyRecorded,
  type Commit,
  type DomainEvent,
  emptyState,
  type Recorded,
  type State,
} from '@steppe/domain';
import { DoubleRuns } from './double-runs.ts';
import { DrainPace } from './drain-pace.ts';
import { EvaluationLife } from './evaluation-life.ts';
import { FailedRollOuts } from './failed-roll-outs.ts';
import { overCommitment } from './node-capacity.ts';
import { RollOutPace } from './roll-out-pace.ts';
import type { Violation } from './violation.ts';

/** Folds the log as it grows, and checks after each entry what must always hold. */
export class InvariantMonitor {
  readonly state: State = emptyState();
  readonly entries: Recorded[] = [];
  readonly failedRollOuts = new FailedRollOuts();
  /** The first that was found. */
  violation: Violation | undefined;
  readonly #evaluations = new EvaluationLife();
  readonly #rollOuts = new RollOutPace(this.state);
  readonly #drains = new DrainPace(this.state);
  readonly #doubleRuns = new DoubleRuns(this.state);
  readonly #allocIds = new Set<string>();

  observe(entry: Recorded): void {
    this.entries.push(entry);
    if (this.violation) return;
    const { seq, commit } = entry;
    this.violation =
      this.#checkBefore(entry) ?? this.#fold(entry) ?? this.#checkCapacity(commit, seq);
  }

  #fold(entry: Recorded): Violation | undefined {
    try {
      applyRecorded(this.state, entry);
      return undefined;
    } catch (error) {
      return { rule: 'fold', message: String(error), seq: entry.seq };
    }
  }

  #checkBefore({ seq, subject, commit }: Recorded): Violation | undefined {
    for (const event of commit.events) {
      this.failedRollOuts.observe(this.state, event);
      const fault = this.#evaluations.observe(event);
      if (fault !== undefined) return { rule: 'evaluation status', message: fault, seq };
      const misplaced = this.#checkPlacement(event, subject);
      if (misplaced !== undefined) return { rule: 'placement', message: misplaced, seq };
      const hasty = this.#rollOuts.observe(event, commit);
      if (hasty !== undefined) return { rule: 'roll-out', message: hasty, seq };
      const rushed = this.#drains.observe(event, commit);
      if (rushed !== undefined) return { rule: 'drain pace', message: rushed, seq };
      const doubled = this.#doubleRuns.observe(event, commit);
      if (doubled !== undefined) return { rule: 'disconnect', message: doubled, seq };
    }
    return undefined;
  }

  /** A node's status is on the subject that a placement compares, so nothing comes to a node that takes nothing. */
  #checkPlacement(event: DomainEvent, subject: string): string | undefined {
    if (event.type !== 'AllocationPlaced') return undefined;
    const { allocId } = event.placement;
    if (this.#allocIds.has(allocId)) return `allocation ${allocId} was placed twice`;
    this.#allocIds.add(allocId);
    const nodeId = decodeURIComponent(subject.split('.')[1] ?? '');
    const node = this.state.nodes.get(nodeId);
    if (!node) return `allocation ${allocId} was placed on ${nodeId}, which is not there`;
    if (acceptsPlacements(node)) return undefined;
    const { status, eligibility, drain } = node;
    const drains = drain ? ', draining' : '';
    return `allocation ${allocId} was placed on ${nodeId}, which is ${status}, ${eligibility}${drains}`;
  }

  #checkCapacity(commit: Commit, seq: number): Violation | undefined {
    const message = overCommitment(this.state, commit);
    return message === undefined ? undefined : { rule: 'capacity', message, seq };
  }
}
