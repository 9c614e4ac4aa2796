import { Broker, type Command } from '@steppe/broker';
import {
  type AllocationRow,
  allocsOfNode,
  applyRecorded,
  type Commit,
  type DomainEvent,
  type EpochMs,
  type Evaluation,
  isClientTerminal,
  type Recorded,
  type Seq,
  type State,
  subjects,
} from '@steppe/domain';
import {
  type AllocationExplanation,
  explainPlan,
  type OutcomeEvent,
  type Plan,
  schedule,
} from '@steppe/scheduler';
import { reportsOn, reportOn } from './obedient-client.ts';

/** An entry that somebody may append. */
export interface Happening {
  readonly subject: string;
  readonly events: readonly DomainEvent[];
}

/** What the scheduler would decide on an evaluation. */
export interface ForeseenDecision {
  readonly evaluation: Evaluation;
  /** Without what stays as it is. */
  readonly allocations: readonly AllocationExplanation[];
  readonly outcome: readonly OutcomeEvent[];
}

/** So many entries are foreseen at most: nobody waits for longer. */
const ENTRIES_MAX = 20_000;

/**
 * Lets the broker and the scheduler go on with a state, as if it were the cluster's, until nothing is left to do. All
 * goes well, clients do at once what they are told, and no time passes: what has a delay is decided, and not done.
 */
export class Forecast {
  /** Changed by whatever happens: the forecast's own. */
  readonly state: State;
  readonly #nowMs: EpochMs;
  readonly #broker: Broker;
  readonly #lastSeqs = new Map<string, Seq>();
  #decisions: ForeseenDecision[] = [];
  #steps: (() => void)[] = [];
  #entries = 0;

  constructor(state: State, nowMs: EpochMs) {
    this.state = state;
    this.#nowMs = nowMs;
    this.#broker = new Broker({ state, nowMs });
    this.#obey(this.#broker.resume(nowMs));
    for (const { node, status } of state.nodes.values()) {
      const rows = status === 'ready' ? allocsOfNode(state, node.id).filter(isUnderWay) : [];
      const events = rows.map((row) => reportOn(row, nowMs));
      if (events.length > 0) this.#later({ subject: subjects.client(node.id), events });
    }
  }

  /** Whether all that follows was foreseen, or only as much as one may wait for. */
  get isWhole(): boolean {
    return this.#entries < ENTRIES_MAX;
  }

  append({ subject, events }: Happening, cause?: Seq): void {
    const seq = this.state.seq + 1;
    const commit: Commit = {
      v: 1,
      atMs: this.#nowMs,
      actor: 'what-if',
      ...(cause !== undefined && { cause }),
      events: [...events],
    };
    const entry: Recorded = { seq, subject, commit };
    applyRecorded(this.state, entry);
    this.#entries += 1;
    this.#lastSeqs.set(subject, seq);
    this.#obey(this.#broker.apply(entry, this.#nowMs));
    const reports = reportsOn(this.state, entry);
    if (reports) this.#later(reports);
  }

  /**
   * Has everything happen that follows.
   *
   * @param pause awaited between steps, each of which takes milliseconds: the process has other work.
   * @returns what was decided since the last time.
   */
  async settle(pause: () => Promise<void>): Promise<readonly ForeseenDecision[]> {
    while (this.#steps.length > 0 && this.isWhole) {
      const steps = this.#steps;
      this.#steps = [];
      for (const step of steps) {
        if (this.isWhole) step();
        await pause();
      }
    }
    const decisions = this.#decisions;
    this.#decisions = [];
    return decisions;
  }

  #later(happening: Happening): void {
    this.#steps.push(() => this.append(happening));
  }

  #obey(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'append') {
        this.#steps.push(() => {
          // Somebody else was first: the broker says it anew, if it still wants to.
          const isFirst = (this.#lastSeqs.get(command.subject) ?? 0) <= command.seenSeq;
          if (isFirst) this.append(command);
        });
      }
      if (command.kind === 'release') this.#steps.push(() => this.#decide(command.item.evalId));
    }
  }

  #decide(evalId: string): void {
    const row = this.state.evals.get(evalId);
    if (row?.status !== 'pending') return;
    const plan = schedule(this.state, evalId, { nowMs: this.#nowMs });
    this.#decisions.push({
      evaluation: row.evaluation,
      allocations: explainPlan(this.state, plan).filter(({ action }) => action !== 'keep'),
      outcome: plan.outcome.events,
    });
    this.#carryOut(plan, row.evaluation);
  }

  #carryOut(
    { deployment, nodeCommits, outcome, snapshotSeq }: Plan,
    { namespace, jobId }: Evaluation,
  ): void {
    const ofDeployment = subjects.deployment(namespace, jobId);
    if (deployment) this.append({ subject: ofDeployment, events: deployment.events }, snapshotSeq);
    for (const { nodeId, events } of nodeCommits) {
      this.append({ subject: subjects.node(nodeId), events }, snapshotSeq);
    }
    this.append({ subject: subjects.evaluation(namespace, jobId), events: outcome.events });
  }
}

/** Whether its client has still to do what it was told, or to say that it is well. */
function isUnderWay(row: AllocationRow): boolean {
  if (isClientTerminal(row)) return false;
  if (row.desiredStatus !== 'run' || row.clientStatus === 'pending') return true;
  return row.deploymentId !== undefined && row.health?.healthy === undefined;
}
