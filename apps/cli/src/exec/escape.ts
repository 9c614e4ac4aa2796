const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const DOT = 0x2e;

/**
 * Watches what is typed for the sequence that leaves a terminal: the escape character at the start of a line,
 * and a dot. The escape character twice sends it once.
 */
export class EscapeSequence {
  readonly #escape: number;
  #isLineStart = true;
  #isPending = false;

  /** @param character one ASCII character. */
  constructor(character: string) {
    this.#escape = character.charCodeAt(0);
  }

  /** @returns what to send of some bytes, and whether the sequence was typed: nothing after it is sent. */
  take(bytes: Uint8Array): { readonly send: Uint8Array; readonly leaves: boolean } {
    const send: number[] = [];
    for (const byte of bytes) {
      if (this.#isPending) {
        this.#isPending = false;
        if (byte === DOT) return { send: Uint8Array.from(send), leaves: true };
        if (byte !== this.#escape) send.push(this.#escape);
      } else if (this.#isLineStart && byte === this.#escape) {
        // Held back until it is clear what it means.
        this.#isPending = true;
        this.#isLineStart = false;
        continue;
      }
      send.push(byte);
      this.#isLineStart = byte === CARRIAGE_RETURN || byte === LINE_FEED;
    }
    return { send: Uint8Array.from(send), leaves: false };
  }
}
