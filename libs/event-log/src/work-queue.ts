/** An item that a worker has taken and must settle: by `ack`, `retry` or not at all, when it is given out again. */
export interface Delivery<T> {
  readonly item: T;
  /** 1 for the first time that the item is given out. */
  readonly attempt: number;
  /** The work is done: the item leaves the queue. */
  ack(): Promise<void>;
  /** The work was not done: the item is given out again after `delayMs`. */
  retry(delayMs: number): Promise<void>;
  /** The work takes longer: the time until the item is given out again starts anew. */
  extend(): Promise<void>;
}

/** Items that competing workers take, each by one at a time. */
export interface WorkQueue<T> {
  /** Adds an item. An `id` that was pushed within the last two minutes is not added again. */
  push(item: T, options: { id: string }): Promise<void>;
  /** Waits for an item; undefined when `signal` is aborted first. */
  take(options: { signal: AbortSignal }): Promise<Delivery<T> | undefined>;
  /** Items that were pushed and not yet acknowledged. */
  depth(): Promise<number>;
}
