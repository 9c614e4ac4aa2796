import { type FuzzInput, FuzzInputs, type Kind, KINDS } from './fuzz-input.ts';
import { type FuzzAnswer, FuzzTarget } from './fuzz-target.ts';

export interface FuzzFault {
  readonly number: number;
  readonly input: FuzzInput;
  /** e.g. `answers 500`. */
  readonly what: string;
}

export interface FuzzReport {
  readonly faults: readonly FuzzFault[];
  /** How many inputs of each kind were answered with which hundred of a status. */
  readonly answers: ReadonlyMap<Kind, ReadonlyMap<string, number>>;
  readonly slowestMs: number;
  /** The heap after each round, the API closed and garbage collected; empty where it cannot be collected. */
  readonly heapMb: readonly number[];
}

export interface FuzzOptions {
  readonly seed: string;
  readonly from: number;
  readonly inputs: number;
  readonly onRound?: (done: number, faults: readonly FuzzFault[]) => void;
}

const SLOW_MS = 1000;
/** What is slow once may have waited for the machine; what is slow every time is slow. */
const ATTEMPTS = 3;
/** Inputs change the state of the API, which gets large: each round has an API of its own. */
const ROUND = 5000;
const FAULTS_MAX = 20;
/** There is no such feature, or somebody else does not answer: both are said on purpose. */
const MEANT: ReadonlySet<number> = new Set([501, 502]);

/** Sends inputs to an API one after the other, and notes what no input may bring about. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new FuzzRun(options.seed);
  const end = options.from + options.inputs;
  for (let from = options.from; from < end && run.faults.length < FAULTS_MAX; from += ROUND) {
    await run.round(from, Math.min(end, from + ROUND));
    options.onRound?.(Math.min(end, from + ROUND) - options.from, run.faults);
  }
  return run;
}

class FuzzRun implements FuzzReport {
  readonly faults: FuzzFault[] = [];
  readonly answers = new Map<Kind, Map<string, number>>(KINDS.map((kind) => [kind, new Map()]));
  readonly heapMb: number[] = [];
  slowestMs = 0;
  readonly #inputs: FuzzInputs;

  constructor(seed: string) {
    this.#inputs = new FuzzInputs(seed);
  }

  async round(from: number, to: number): Promise<void> {
    const target = await FuzzTarget.start();
    try {
      for (let number = from; number < to; number += 1) {
        const input = this.#inputs.at(number);
        try {
          this.#note(number, input, await this.#patientAnswer(target, input));
        } catch (error) {
          this.faults.push({ number, input, what: `gets no answer: ${String(error)}` });
        }
      }
    } finally {
      await target.close();
    }
    if (!globalThis.gc) return;
    globalThis.gc();
    this.heapMb.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20));
  }

  /** The quickest of a few attempts, when the first one is slow. */
  async #patientAnswer(target: FuzzTarget, input: FuzzInput): Promise<FuzzAnswer> {
    let best = await target.send(input);
    for (let attempt = 1; attempt < ATTEMPTS && best.ms > SLOW_MS; attempt += 1) {
      const again = await target.send(input);
      if (again.ms < best.ms) best = again;
    }
    return best;
  }

  #note(number: number, input: FuzzInput, { status, body, ms }: FuzzAnswer): void {
    const ofKind = this.answers.get(input.kind);
    const hundred = `${Math.floor(status / 100)}xx`;
    ofKind?.set(hundred, (ofKind.get(hundred) ?? 0) + 1);
    this.slowestMs = Math.max(this.slowestMs, ms);
    const add = (what: string): void => void this.faults.push({ number, input, what });
    if (status >= 500 && !MEANT.has(status)) add(`answers ${status}: ${body.slice(0, 200)}`);
    if (ms > SLOW_MS) add(`takes ${Math.round(ms)} ms`);
    if (/\n\s+at .*:\d+:\d+/.test(body)) add('shows where in the code it failed');
  }
}
