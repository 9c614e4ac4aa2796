import { SteppeError } from '@steppe/domain';
import { SimulatedProcess, type SeededRandom, type VirtualClock } from '@steppe/simulator';

/** How long a supervisor waits before it starts a process again that could not start. */
const START_AGAIN_MS = 1_000;

export interface ServiceOptions {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Starts what the process runs. */
  readonly start: (process: SimulatedProcess) => Promise<void>;
  readonly onFailure: (cause: unknown) => void;
}

/** A process that can be killed and started again, each time with nothing but what the store and its disk have. */
export class Service {
  readonly name: string;
  readonly #options: ServiceOptions;
  #life: SimulatedProcess | undefined;
  readonly #lives: SimulatedProcess[] = [];
  #isRetired = false;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get life(): SimulatedProcess | undefined {
    return this.#life;
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  start(): void {
    if (this.#life || this.#isRetired) return;
    const { clock, random } = this.#options;
    const isOdd = random.chance(0.3);
    const process = new SimulatedProcess({
      clock,
      name: `${this.name}.${this.#lives.length + 1}`,
      clockRate: isOdd ? 1 - random.next() * 0.1 : 1,
      clockOffsetMs: isOdd ? random.int(-1_500, 1_500) : 0,
    });
    this.#life = process;
    this.#lives.push(process);
    void this.#run(process);
  }

  kill(): void {
    this.#life?.kill();
    this.#life = undefined;
  }

  /** Kills it for ever. */
  retire(): void {
    this.#isRetired = true;
    this.kill();
  }

  /** Forgets all of its lives, after the run. */
  dispose(): void {
    for (const life of this.#lives) life.dispose();
  }

  async #run(process: SimulatedProcess): Promise<void> {
    try {
      await this.#options.start(process);
    } catch (error) {
      if (!(error instanceof SteppeError)) return this.#options.onFailure(error);
      process.timers.after(START_AGAIN_MS, () => {
        this.kill();
        this.start();
      });
    }
  }
}
