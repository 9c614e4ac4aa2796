import type { AllocRunner } from '@steppe/alloc-runner';
import type { Node } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';

export interface SharedCoresOptions {
  readonly allocs: () => readonly AllocRunner[];
  readonly node: () => Node;
  readonly logger: Logger;
}

/** Keeps tasks without cores of their own away from those that others have for themselves. */
export class SharedCores {
  readonly #options: SharedCoresOptions;
  #work: Promise<void> = Promise.resolve();
  #isDue = false;
  #hasKept = false;

  constructor(options: SharedCoresOptions) {
    this.#options = options;
  }

  /** Tasks have started or ended. */
  noteChange(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#work = this.#work.then(() => this.#keep());
  }

  /** Resolves when what was due is done, and does no more. */
  async stop(): Promise<void> {
    this.#isDue = true;
    await this.#work;
  }

  /** Never rejects: what could not be done is told, and tried again at the next change. */
  async #keep(): Promise<void> {
    this.#isDue = false;
    const { allocs, node, logger } = this.#options;
    const live = allocs().filter(({ isDead }) => !isDead);
    const taken = new Set(
      live.flatMap(({ placement }) => Object.values(placement.cores ?? {}).flat()),
    );
    // Most nodes never have one; and of a core that nobody has, each task may do as it likes.
    if (taken.size === 0 && !this.#hasKept) return;
    const all = Array.from({ length: node().resources.cpuCores }, (_, core) => core);
    const shared = all.filter((core) => !taken.has(core));
    if (shared.length === 0) return;
    this.#hasKept = true;
    for (const { placement, live: tasks } of live) {
      try {
        await tasks.keepToCores(shared);
      } catch (err) {
        const { allocId } = placement;
        logger.warn({ err, allocId, cores: shared }, 'tasks could not be kept to the shared cores');
      }
    }
  }
}
