import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Buffers of so much are freed together, two or three times as many with the copies that are made of them. V8 takes 8 MiB
 * more as a reason to look through the whole heap where that is small, as an agent's is after `HeapTrim`.
 */
export const FREED_BYTES = 2 * 2 ** 20;

/**
 * Counts the bytes of streams that pass through a process, and has their buffers freed in time. Left to itself V8 looks
 * through the whole heap after every 64 MiB of buffers, or less: that costs more than all the rest of a stream, and grows
 * with the heap. These buffers are young: looking through what is new finds them, in a millisecond or two.
 */
export class PassingBytes {
  readonly #freeYoung: () => void;
  #bytes = 0;

  constructor(freeYoung: () => void = collectYoungGarbage) {
    this.#freeYoung = freeYoung;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < FREED_BYTES) return;
    this.#bytes = 0;
    this.#freeYoung();
  }
}

let collect: NodeJS.GCFunction | undefined;

/** The collector has a name only for who asks V8 for it, which other code is not to see. */
function collectYoungGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  collect?.({ type: 'minor' });
}
