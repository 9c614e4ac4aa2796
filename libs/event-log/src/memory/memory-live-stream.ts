import { WINDOW_BYTES } from '../live/window.ts';

/**
 * Hands pieces from a server to a reader in this process. As over a network, the server runs ahead of the
 * reader by a window and then waits.
 */
export class MemoryLiveStream {
  readonly #signal: AbortSignal;
  readonly #pieces: Uint8Array[] = [];
  #bufferedBytes = 0;
  #end: { readonly failure: unknown } | undefined;
  #wakeReader: (() => void) | undefined;
  #wakeServer: (() => void) | undefined;

  /** @param signal aborted when the reader is gone. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wakeBoth(), { once: true });
  }

  /** Takes pieces until they end, fail, or nobody reads them any more; never throws. */
  async fill(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const piece of pieces) {
        this.#pieces.push(Uint8Array.from(piece));
        this.#bufferedBytes += piece.length;
        this.#wakeReader?.();
        await this.#waitForRoom();
        if (this.#signal.aborted) return;
      }
      this.#end = { failure: undefined };
    } catch (failure) {
      this.#end = { failure };
    }
    this.#wakeReader?.();
  }

  /** Yields the pieces, and throws at their end what the server threw. */
  async *read(): AsyncGenerator<Uint8Array> {
    while (!this.#signal.aborted) {
      const piece = this.#pieces.shift();
      if (piece) {
        yield piece;
        this.#bufferedBytes -= piece.length;
        this.#wakeServer?.();
      } else if (this.#end) {
        if (this.#end.failure !== undefined) throw this.#end.failure;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
    }
  }

  async #waitForRoom(): Promise<void> {
    while (this.#bufferedBytes >= WINDOW_BYTES && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wakeServer = resolve;
      });
    }
  }

  #wakeBoth(): void {
    this.#wakeReader?.();
    this.#wakeServer?.();
  }
}
