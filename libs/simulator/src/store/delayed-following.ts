import type { Recorded, Seq } from '@steppe/domain';
import type { Following } from '@steppe/event-log';
import type { SeededRandom } from '../chance/seeded-random.ts';
import { type Network, NO_FAULTS } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';

/** How often a reader that is cut off tries to connect again. */
const RECONNECT_MS = 500;
/** The most that one reader lags behind, in milliseconds: each draws one of these for its life. */
const LAGS_MAX_MS = [2, 20, 200, 1_500] as const;
const LAG_WITHOUT_FAULTS_MS = 5;

interface DelayedFollowingOptions {
  readonly process: SimulatedProcess;
  readonly network: Network;
  readonly random: SeededRandom;
  readonly onEntry: (entry: Recorded) => void;
}

/** Hands entries over in order, each as late as chance has it. */
export class DelayedFollowing implements Following {
  readonly failed: Promise<never>;
  readonly #options: DelayedFollowingOptions;
  readonly #fail: (cause: unknown) => void;
  readonly #lagMaxMs: number;
  readonly #waiting: Recorded[] = [];
  #lastSeq: Seq = 0;
  #isUnderWay = false;
  #isStopped = false;
  #stopSource: () => Promise<void> = async () => undefined;

  constructor(options: DelayedFollowingOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    this.#options = options;
    this.#lagMaxMs = options.random.pick(LAGS_MAX_MS);
  }

  /** Ties it to where its entries come from. */
  attach(source: Following): void {
    this.#stopSource = async () => await source.stop();
    source.failed.catch(this.#fail);
    this.#options.process.onDeath(() => void this.stop());
  }

  push(entry: Recorded): void {
    this.#waiting.push(entry);
    this.#lastSeq = entry.seq;
    this.#sendNext();
  }

  async lag(): Promise<number> {
    const [first] = this.#waiting;
    return first ? this.#lastSeq - first.seq + 1 : 0;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting.length = 0;
    await this.#stopSource();
  }

  #sendNext(): void {
    if (this.#isUnderWay || this.#isStopped || this.#waiting.length === 0) return;
    const { network, random, process } = this.#options;
    const lagMaxMs = network.faults === NO_FAULTS ? LAG_WITHOUT_FAULTS_MS : this.#lagMaxMs;
    const delayMs = network.isCut(process) ? RECONNECT_MS : random.int(0, lagMaxMs);
    this.#isUnderWay = true;
    network.clock.after(delayMs, () => this.#arrive());
  }

  #arrive(): void {
    const { network, process } = this.#options;
    this.#isUnderWay = false;
    if (network.isCut(process)) return this.#sendNext();
    // All that came in the meantime comes with it: a reader that lags does not fall back for ever.
    for (const entry of this.#waiting.splice(0)) process.deliver(() => this.#handOver(entry));
  }

  #handOver(entry: Recorded): void {
    if (this.#isStopped) return;
    try {
      this.#options.onEntry(entry);
    } catch (error) {
      this.#fail(error);
      void this.stop();
    }
  }
}
