import type { Time } from '@steppe/alloc-runner';
import { canonicalJson, type Node } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';

export interface NodeWatchOptions {
  readonly node: Node;
  readonly look: () => Promise<Node>;
  /** What is the node's metadata now, whatever was when the look began. */
  readonly meta: () => Record<string, string>;
  readonly intervalMs: number;
  readonly time: Time;
  readonly logger: Logger;
  readonly onChange: (node: Node) => void;
}

/** Looks at the machine from time to time, and tells when it is not what it was, such as when Docker went away. */
export class NodeWatch {
  readonly #options: NodeWatchOptions;
  #node: Node;
  #callOff: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: NodeWatchOptions) {
    this.#options = options;
    this.#node = options.node;
    this.#wait();
  }

  get node(): Node {
    return this.#node;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#callOff();
    await this.#looking;
  }

  /** Tells of the node anew when its metadata is another. */
  metaChanged(): void {
    this.#tell(this.#node);
  }

  #wait(): void {
    if (this.#isStopped) return;
    const { time, intervalMs } = this.#options;
    this.#callOff = time.after(intervalMs, () => {
      this.#looking = this.#lookAgain().finally(() => this.#wait());
    });
  }

  /** Never rejects: a machine that can't be looked at is what it was. */
  async #lookAgain(): Promise<void> {
    const { look, logger } = this.#options;
    try {
      this.#tell(await look());
    } catch (error) {
      logger.warn({ error: String(error) }, 'the machine could not be fingerprinted');
    }
  }

  #tell(found: Node): void {
    const node = { ...found, meta: this.#options.meta() };
    if (this.#isStopped || canonicalJson(node) === canonicalJson(this.#node)) return;
    this.#node = node;
    this.#options.onChange(node);
  }
}
