import type { Job } from '@steppe/domain';
import { BrokerLoop } from '@steppe/eval-broker';
import { type EventStore, Projection } from '@steppe/event-log';
import { WorkerLoop } from '@steppe/scheduler-worker';
import {
  type FaultRates,
  type Interference,
  InvariantMonitor,
  Network,
  NO_FAULTS,
  SeededRandom,
  SimulatedProcess,
  SimulatedStore,
  type Violation,
  VirtualClock,
} from '@steppe/simulator';
import type { Fate } from '../agent/machine.ts';
import { Operator } from '../workload/operator.ts';
import { randomNode } from '../workload/random-node.ts';
import { FailureLogs } from './failure-log.ts';
import { Service } from './service.ts';
import { SimulatedNode } from './simulated-node.ts';

/** Times that make sense within the minutes that a run lasts. */
const BROKER_OPTIONS = {
  releaseWindow: 4,
  releaseTimeoutMs: 20_000,
  followUpDelayMs: 5_000,
  followUpSpreadMs: 5_000,
  minHeartbeatTtlMs: 5_000,
  heartbeatGraceMs: 5_000,
  massLossMin: 3,
  massLossGraceMs: 10_000,
  conflictRetryMs: 10_000,
  jobGcIntervalMs: 15_000,
  jobGcThresholdMs: 30_000,
  evalGcThresholdMs: 20_000,
  batchEvalGcThresholdMs: 30_000,
  deploymentGcThresholdMs: 20_000,
  nodeGcThresholdMs: 30_000,
};
/** So that most runs have several, and some give up the beginning of their log. */
const SNAPSHOTS = { thresholdEntries: 20, intervalMs: 30_000, retentionMs: 20_000 };
const FAULTS: FaultRates = {
  loseRequest: 0.02,
  loseAnswer: 0.02,
  lateRequest: 0.01,
  loseMessage: 0.1,
  repeatDelivery: 0.1,
};
const BROKERS = 2;
const WORKERS = 3;
const WORKER_CONCURRENCY = 2;

export interface ClusterOptions {
  readonly seed: number;
  /** Gets between every process and the log: for planted bugs. */
  readonly interference?: Interference | undefined;
}

/** Brokers, workers, nodes and an operator in one process, on one clock and one seed. */
export class Cluster {
  readonly clock = new VirtualClock();
  readonly monitor = new InvariantMonitor();
  readonly nodes: SimulatedNode[] = [];
  readonly brokers: Service[] = [];
  readonly workers: Service[] = [];
  /** The views of the services that are up, by name. */
  readonly projections = new Map<string, Projection>();
  readonly network: Network;
  readonly store: SimulatedStore;
  readonly #random: SeededRandom;
  readonly #interference: Interference | undefined;
  readonly #logs = new FailureLogs((cause) => this.#fail(cause));
  #operator: Operator | undefined;
  #failure: Violation | undefined;
  #isCalm = false;

  constructor({ seed, interference }: ClusterOptions) {
    this.#random = new SeededRandom(seed);
    this.#interference = interference;
    const { clock } = this;
    this.network = new Network({ clock, random: this.#random.fork('network'), faults: FAULTS });
    this.store = new SimulatedStore({ network: this.network, random: this.#random.fork('store') });
  }

  /** What went wrong first. */
  get violation(): Violation | undefined {
    return this.monitor.violation ?? this.#failure;
  }

  /** Whether some services take entries for others. */
  get isMisread(): boolean {
    return this.#interference?.understand !== undefined;
  }

  get operator(): Operator {
    if (!this.#operator) throw new Error('the cluster has not been started');
    return this.#operator;
  }

  async start(): Promise<void> {
    const { log } = this.store.inner;
    await log.follow({ fromSeq: 1, onEntry: (entry) => this.monitor.observe(entry) });
    await this.#startOperator();
    for (let i = 1; i <= BROKERS; i += 1) {
      this.brokers.push(this.#service(`broker-${i}`, (process) => this.#startBroker(process)));
    }
    for (let i = 1; i <= WORKERS; i += 1) {
      this.workers.push(this.#service(`worker-${i}`, (process) => this.#startWorker(process)));
    }
    for (const service of [...this.brokers, ...this.workers]) service.start();
    const nodes = this.#random.int(3, 6);
    for (let i = 0; i < nodes; i += 1) this.join();
  }

  /** A new node. */
  join(): void {
    const name = `node-${this.nodes.length + 1}`;
    const random = this.#random.fork(name);
    const node = new SimulatedNode({
      clock: this.clock,
      random,
      node: randomNode(name, random),
      storeOf: (process) => this.#storeOf(process),
      fateOf: (job) => this.#fateOf(job, random),
      logs: this.#logs,
      onFailure: (cause) => this.#fail(cause),
    });
    this.nodes.push(node);
    node.agent.start();
  }

  /** From now on nothing goes wrong any more, and whatever can come back does. */
  calmDown(): void {
    this.#isCalm = true;
    this.network.faults = NO_FAULTS;
    this.network.isDown = false;
    const agents = this.nodes.map(({ agent }) => agent);
    for (const service of [...this.brokers, ...this.workers, ...agents]) {
      service.start();
      if (service.life) service.life.isCut = false;
      service.life?.resume();
    }
    this.operator.mayPause = false;
    this.inBackground(this.operator.configure({}));
  }

  /** Lets go of everything, after the run. */
  async dispose(): Promise<void> {
    const agents = this.nodes.map(({ agent }) => agent);
    for (const service of [...this.brokers, ...this.workers, ...agents]) service.dispose();
    await this.store.inner.close();
  }

  /** Runs something that an operator does, which may fail, but only as expected. */
  inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#fail(error));
  }

  #fail(cause: unknown): void {
    const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    this.#failure ??= { rule: 'failure', message, seq: this.monitor.state.seq };
  }

  async #startOperator(): Promise<void> {
    const process = new SimulatedProcess({ clock: this.clock, name: 'operator' });
    const { log } = this.store.seenBy(process);
    const { timers } = process;
    const projection = await Projection.start(this.store.inner.log, { timers });
    projection.failed.catch((cause: unknown) => this.#fail(cause));
    const random = this.#random.fork('operator');
    this.#operator = new Operator({ process, log, projection, random });
  }

  #service(name: string, start: (process: SimulatedProcess) => Promise<void>): Service {
    return new Service({
      name,
      clock: this.clock,
      random: this.#random.fork(name),
      start,
      onFailure: (cause) => this.#fail(cause),
    });
  }

  async #startBroker(process: SimulatedProcess): Promise<void> {
    const ports = await this.#portsOf(process);
    new BrokerLoop({
      ...ports,
      timers: process.timers,
      options: BROKER_OPTIONS,
      // A broker that misreads the log would mislead the others by its snapshots too.
      snapshots: this.isMisread ? undefined : SNAPSHOTS,
    }).start();
  }

  async #startWorker(process: SimulatedProcess): Promise<void> {
    const ports = await this.#portsOf(process);
    new WorkerLoop({ ...ports, concurrency: WORKER_CONCURRENCY }).start();
  }

  async #portsOf(process: SimulatedProcess) {
    const { timers, name } = process;
    const store = this.#storeOf(process);
    const projection = await Projection.open(store, { timers });
    projection.failed.catch((cause: unknown) => this.#fail(cause));
    this.projections.set(name.slice(0, name.lastIndexOf('.')), projection);
    return {
      store,
      projection,
      clock: () => timers.nowMs(),
      logger: this.#logs.of(name),
      instance: name,
    };
  }

  #storeOf(process: SimulatedProcess): EventStore {
    return this.store.seenBy(process, this.#interference);
  }

  /** Services run until they fail, batch tasks until they are done or fail; while it is calm none fails. */
  #fateOf({ type }: Job, random: SeededRandom): Fate | undefined {
    const mayFail = random.chance(0.15);
    if (type === 'system') return undefined;
    if (type === 'service') {
      if (!mayFail) return undefined;
      const exitCode = () => (this.#isCalm ? undefined : 1);
      return { afterMs: random.int(0, 60_000), exitCode };
    }
    return {
      afterMs: random.int(0, 20_000),
      exitCode: () => (mayFail && !this.#isCalm ? 1 : 0),
    };
  }
}
