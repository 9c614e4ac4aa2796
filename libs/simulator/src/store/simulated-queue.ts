import type { Delivery, WorkQueue } from '@steppe/event-log';
import type { Network } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';

/** A pull that brought nothing for so long is made anew: what it was given may have been lost. */
const PULL_AGAIN_MS = 5_000;

/** The work queue as one process sees it: what it takes may be lost on the way, and be given to others too. */
export class SimulatedQueue<T> implements WorkQueue<T> {
  readonly #queue: WorkQueue<T>;
  readonly #process: SimulatedProcess;
  readonly #network: Network;

  constructor({
    queue,
    process,
    network,
  }: {
    queue: WorkQueue<T>;
    process: SimulatedProcess;
    network: Network;
  }) {
    this.#queue = queue;
    this.#process = process;
    this.#network = network;
  }

  async push(item: T, { id }: { id: string }): Promise<void> {
    await this.#call(async () => {
      await this.#queue.push(item, { id });
      if (this.#network.happens('repeatDelivery')) {
        await this.#queue.push(item, { id: `${id}.again` });
      }
    });
  }

  /** A pull has no timeout of its own: it waits at the queue until there is an item. */
  take({ signal }: { signal: AbortSignal }): Promise<Delivery<T> | undefined> {
    const { promise, resolve } = Promise.withResolvers<Delivery<T> | undefined>();
    const gone = new AbortController();
    this.#process.onDeath(() => gone.abort());
    let isOver = false;
    const end = (delivery: Delivery<T> | undefined): void => {
      isOver = true;
      resolve(delivery);
    };
    signal.addEventListener('abort', () => end(undefined), { once: true });
    const either = AbortSignal.any([signal, gone.signal]);
    const pull = async (): Promise<void> => {
      const delivery = await this.#queue.take({ signal: either });
      if (!delivery) return;
      this.#network.send(this.#process, () => {
        this.#process.deliver(() => end(this.#asSeenByProcess(delivery)));
      });
      this.#network.clock.after(PULL_AGAIN_MS, () => {
        if (!isOver && !this.#process.isDead) void pull();
      });
    };
    void pull();
    return promise;
  }

  async depth(): Promise<number> {
    return await this.#call(async () => await this.#queue.depth());
  }

  #asSeenByProcess(delivery: Delivery<T>): Delivery<T> {
    const { item, attempt } = delivery;
    return {
      item,
      attempt,
      ack: async () => await this.#call(async () => await delivery.ack()),
      retry: async (delayMs) => await this.#call(async () => await delivery.retry(delayMs)),
      extend: async () => await this.#call(async () => await delivery.extend()),
    };
  }

  async #call<R>(serve: () => Promise<R>): Promise<R> {
    return await this.#network.call(this.#process, serve);
  }
}
