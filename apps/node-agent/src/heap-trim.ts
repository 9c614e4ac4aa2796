import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Time } from '@steppe/alloc-runner';

/** Long enough that no burst of work is disturbed. */
const QUIET_MS = 10_000;

/**
 * Gives back to the machine what a burst of work has used, once it is over: V8 keeps it for as long as nothing
 * happens, and on most machines an agent does nothing most of the time while the memory is the tasks'.
 */
export class HeapTrim {
  readonly #time: Time;
  readonly #collect: () => void;
  #callOff: () => void = () => undefined;

  constructor(time: Time, collect: () => void = collectGarbage) {
    this.#time = time;
    this.#collect = collect;
    this.noteWork();
  }

  noteWork(): void {
    this.#callOff();
    this.#callOff = this.#time.after(QUIET_MS, this.#collect);
  }

  stop(): void {
    this.#callOff();
  }
}

/** Takes some 50 ms. The collector has a name only for who asks V8 for it, which other code is not to see. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
