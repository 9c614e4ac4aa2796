import type { Timer } from '../timer.ts';
import type { DockerEngine } from './docker-engine.ts';
import { engineStatus } from './docker-error.ts';
import type { EnsuredImage } from './ensure-image.ts';

export interface ImageCollectorOptions {
  readonly engine: DockerEngine;
  readonly timer: Timer;
  /** How long an image stays after its last task; undefined: for ever. */
  readonly delayMs: number | undefined;
  readonly onError: (error: unknown) => void;
}

export interface UsedImage {
  readonly id: string;
  /** Whether it was fetched for a task. What lay here before, such as an image built here, is nobody's to remove. */
  readonly isFetched: boolean;
}

interface KnownImage {
  readonly users: Set<string>;
  isFetched: boolean;
  callOff: () => void;
}

const NOTHING = (): void => undefined;

/** Removes images that were fetched for tasks, once none has used them for a while. */
export class ImageCollector {
  readonly #options: ImageCollectorOptions;
  readonly #images = new Map<string, KnownImage>();
  #claims = 0;
  #removals: Promise<void> = Promise.resolve();

  constructor(options: ImageCollectorOptions) {
    this.#options = options;
  }

  /** Gets an image for a task, which keeps it until it is released. Meanwhile no image is removed. */
  async claim(user: string, ensure: () => Promise<EnsuredImage>): Promise<UsedImage> {
    this.#claims += 1;
    try {
      await this.#removals;
      const { id, isNew } = await ensure();
      return this.keep(user, { id, isFetched: isNew });
    } finally {
      this.#claims -= 1;
    }
  }

  /** Keeps an image for a task that has it already. */
  keep(user: string, { id, isFetched }: UsedImage): UsedImage {
    const image = this.#images.get(id) ?? { users: new Set(), isFetched, callOff: NOTHING };
    this.#images.set(id, image);
    image.callOff();
    image.callOff = NOTHING;
    image.users.add(user);
    image.isFetched ||= isFetched;
    return { id, isFetched: image.isFetched };
  }

  release(user: string, id: string): void {
    const image = this.#images.get(id);
    if (image === undefined || !image.users.delete(user) || image.users.size > 0) return;
    if (image.isFetched) this.#removeLater(id, image);
    else this.#images.delete(id);
  }

  /** Removes no image any more. */
  async close(): Promise<void> {
    for (const { callOff } of this.#images.values()) callOff();
    this.#images.clear();
    await this.#removals;
  }

  #removeLater(id: string, image: KnownImage): void {
    const { delayMs, timer } = this.#options;
    if (delayMs === undefined) return;
    image.callOff = timer.after(delayMs, () => {
      // Whoever claims an image now may have found this one.
      if (this.#claims > 0) return this.#removeLater(id, image);
      this.#images.delete(id);
      this.#removals = this.#removals.then(() => this.#remove(id));
    });
  }

  /** Never rejects. An image that others use, or have given names of their own, is theirs. */
  async #remove(id: string): Promise<void> {
    const { engine, onError } = this.#options;
    try {
      const docker = await engine.client();
      await docker.getImage(id).remove();
    } catch (error) {
      if (![404, 409].includes(engineStatus(error) ?? 0)) onError(error);
    }
  }
}
