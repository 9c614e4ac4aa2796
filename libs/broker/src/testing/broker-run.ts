import {
  applyRecorded,
  type Commit,
  type DomainEvent,
  emptyState,
  evalsOfJob,
  jobKey,
  type Seq,
  type State,
} from '@steppe/domain';
import { Broker } from '../broker.ts';
import type { BrokerOptions } from '../broker-options.ts';
import type { Append, Command, Release } from '../command.ts';
import type { Entry } from './entries.ts';

/** A log in memory with a broker on it, that tells in words what the broker did. */
export class BrokerRun {
  readonly state: State = emptyState();
  nowMs = 0;
  /** What workers may take. */
  readonly ready: Release['item'][] = [];
  readonly #pushedIds = new Set<string>();
  readonly #lastSeqOf = new Map<string, Seq>();
  readonly #options: Partial<BrokerOptions>;
  readonly #pending: Append[] = [];
  #told: string[] = [];
  #broker: Broker | undefined;

  constructor(options: Partial<BrokerOptions> = {}) {
    this.#options = options;
  }

  /** A broker takes over; the one before, if any, is gone with all that it had under way. */
  lead(): this {
    this.#pending.length = 0;
    const { state, nowMs } = this;
    this.#broker = new Broker({ state, nowMs, options: this.#options });
    this.#take(this.#broker.resume(nowMs));
    return this;
  }

  /** The broker, for what this class has no word for. */
  get broker(): Broker {
    if (!this.#broker) throw new Error('nobody leads yet');
    return this.#broker;
  }

  /** Someone else's entry comes in before what the broker has under way. */
  entry(...entries: readonly Entry[]): this {
    for (const entry of entries) this.#append(entry);
    return this;
  }

  tick(byMs = 0): this {
    this.nowMs += byMs;
    this.#take(this.broker.tick(this.nowMs));
    return this;
  }

  heartbeat(nodeId: string): this {
    this.#take(this.broker.heartbeat(nodeId, this.nowMs));
    return this;
  }

  /** Appends what the broker has under way, until it has nothing left to say. A lost compare-and-set is told. */
  deliver(): this {
    for (let count = 0; this.#pending.length > 0; count += 1) {
      if (count > 10_000) throw new Error('the broker never comes to rest');
      const append = this.#pending.shift();
      if (append) this.deliverOne(append);
    }
    return this;
  }

  /** The longest under way of the broker's appends reaches the log. */
  deliverNext(): void {
    const append = this.#pending.shift();
    if (append) this.deliverOne(append);
  }

  /** The log does not answer to one append, and it is not in the log. */
  abandonNext(): void {
    const append = this.#pending.shift();
    if (append) this.broker.abandoned(append);
  }

  /** One append reaches the log. */
  deliverOne({ subject, expectedSeq, seenSeq, events }: Append): void {
    const lastSeq = this.#lastSeqOf.get(subject) ?? 0;
    if (lastSeq === expectedSeq || lastSeq <= seenSeq) this.#append({ subject, events });
    else this.#told.push(`conflict on ${subject}`);
  }

  /** Takes out what the broker has under way, to deliver it later or never. */
  intercept(): Append[] {
    return this.#pending.splice(0);
  }

  run(commands: readonly Command[]): this {
    this.#take(commands);
    return this;
  }

  /** ID of the newest evaluation of a job: those that the broker makes have IDs of their own. */
  evalIdOf(jobId: string): string {
    const newest = evalsOfJob(this.state, jobKey('default', jobId)).at(-1);
    if (!newest) throw new Error(`${jobId} has no evaluation`);
    return newest.evaluation.id;
  }

  /** What was done since the last call. */
  told(): string[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  #append({ subject, events, cause }: Entry): void {
    const seq = this.state.seq + 1;
    this.#lastSeqOf.set(subject, seq);
    const commit: Commit = { v: 1, atMs: this.nowMs, actor: 'test', cause, events: [...events] };
    const recorded = { seq, subject, commit };
    applyRecorded(this.state, recorded);
    if (this.#broker) this.#take(this.#broker.apply(recorded, this.nowMs));
  }

  #take(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'append') {
        this.#pending.push(command);
        for (const event of command.events) this.#told.push(inWords(event));
      } else if (command.kind === 'release') {
        this.#told.push(`release ${nameOf(command.item)}`);
        // As the queue does, which drops an ID that it has had.
        if (!this.#pushedIds.has(command.id)) this.ready.push(command.item);
        this.#pushedIds.add(command.id);
      } else this.#told.push(command.message);
    }
  }
}

/** An evaluation by its ID, or when the broker made that, by its job. */
function nameOf({ evalId, jobId }: { evalId: string; jobId: string }): string {
  return evalId.length === UUID_LENGTH ? jobId : evalId;
}

const UUID_LENGTH = 36;

function inWords(event: DomainEvent): string {
  if (event.type === 'EvaluationCreated') {
    const { triggeredBy, jobId, waitUntilMs } = event.evaluation;
    const when = waitUntilMs === undefined ? '' : ' later';
    return `evaluate ${jobId} for ${triggeredBy}${when}`;
  }
  if (event.type === 'EvaluationUnblocked') return `unblock ${event.evalId}`;
  if (event.type === 'EvaluationCancelled') {
    return `cancel ${event.evalId}: ${event.statusDescription}`;
  }
  if (event.type === 'NodeStatusChanged') {
    return `${event.nodeId} ${event.status}: ${event.message}`;
  }
  if (event.type === 'DeploymentStatusChanged') {
    return `${event.deploymentId} ${event.status}: ${event.statusDescription}`;
  }
  if (event.type === 'JobRegistered') return `register ${event.job.id} version ${event.version}`;
  return event.type;
}
