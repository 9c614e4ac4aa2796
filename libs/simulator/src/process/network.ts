import { SteppeError } from '@steppe/domain';
import type { SeededRandom } from '../chance/seeded-random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** How often things go wrong, each from 0 to 1. */
export interface FaultRates {
  /** A request never arrives. */
  readonly loseRequest: number;
  /** It is done, and the answer never arrives. */
  readonly loseAnswer: number;
  /** It arrives after the asker has given up. */
  readonly lateRequest: number;
  /** A message that expects no answer never arrives. */
  readonly loseMessage: number;
  /** A released evaluation is delivered twice. */
  readonly repeatDelivery: number;
}

export const NO_FAULTS: FaultRates = {
  loseRequest: 0,
  loseAnswer: 0,
  lateRequest: 0,
  loseMessage: 0,
  repeatDelivery: 0,
};

const CALL_TIMEOUT_MS = 3_000;

/** Between the processes and the store: everything takes its time, and some of it is lost. */
export class Network {
  faults: FaultRates;
  /** Nobody reaches the store. */
  isDown = false;
  readonly clock: VirtualClock;
  readonly #random: SeededRandom;

  constructor({
    clock,
    random,
    faults,
  }: {
    clock: VirtualClock;
    random: SeededRandom;
    faults: FaultRates;
  }) {
    this.clock = clock;
    this.#random = random;
    this.faults = faults;
  }

  /** Whether nothing gets through between a process and the store. */
  isCut({ isCut }: SimulatedProcess): boolean {
    return isCut || this.isDown;
  }

  /** Draws whether something happens that has a rate. */
  happens(fault: keyof FaultRates): boolean {
    return this.#random.chance(this.faults[fault]);
  }

  /**
   * Asks the store. Whether it was done is not known when no answer comes.
   *
   * @throws SteppeError `LOG_UNAVAILABLE` when no answer came in time; else what `serve` threw.
   */
  call<T>(process: SimulatedProcess, serve: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const callOff = process.timers.after(CALL_TIMEOUT_MS, () => {
      reject(new SteppeError('LOG_UNAVAILABLE', 'no answer in time'));
    });
    const answer = (settle: () => void): void => {
      if (this.happens('loseAnswer')) return;
      this.clock.after(this.#latencyMs(), () => {
        if (this.isCut(process)) return;
        process.deliver(() => {
          callOff();
          settle();
        });
      });
    };
    const arrive = async (): Promise<void> => {
      if (this.isCut(process)) return;
      try {
        const value = await serve();
        answer(() => resolve(value));
      } catch (error) {
        answer(() => reject(error));
      }
    };
    const latencyMs = this.happens('lateRequest')
      ? this.#random.int(CALL_TIMEOUT_MS, 3 * CALL_TIMEOUT_MS)
      : this.#latencyMs();
    if (!this.isCut(process) && !this.happens('loseRequest')) {
      this.clock.after(latencyMs, () => void arrive());
    }
    return promise;
  }

  /** Sends something that nobody answers. */
  send(process: SimulatedProcess, arrive: () => void): void {
    if (this.isCut(process) || this.happens('loseMessage')) return;
    this.clock.after(this.#latencyMs(), arrive);
  }

  /** Most are fast, some are not. */
  #latencyMs(): number {
    return this.#random.chance(0.05) ? this.#random.int(10, 400) : this.#random.int(0, 5);
  }
}
