import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/**
 * Compresses texts. Whoever brings one that is being compressed already gets the same: an entry of the log wakes many
 * who wait for the same answer, and compressing it costs far more than all else of it.
 */
export class SharedGzip {
  readonly #underWay = new Map<string, Promise<Buffer>>();
  readonly #compress: (text: string) => Promise<Buffer>;

  constructor(compress: (text: string) => Promise<Buffer> = promisify(gzip)) {
    this.#compress = compress;
  }

  compressed(text: string): Promise<Buffer> {
    const before = this.#underWay.get(text);
    if (before) return before;
    const bytes = this.#compress(text).finally(() => this.#underWay.delete(text));
    this.#underWay.set(text, bytes);
    return bytes;
  }
}
