import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Buffers of so much are freed together; less at a time costs more, and more at a time saves little. */
export const FREED_BYTES = 8 * 2 ** 20;

/**
 * Counts the bytes of streams that pass through a process, and has their buffers freed in time. Left to itself V8 looks
 * through the whole heap after every 64 MiB of buffers, which costs more than all the rest of a stream and grows with
 * the heap. These buffers are young: looking through what is new finds them, in a millisecond or two.
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
