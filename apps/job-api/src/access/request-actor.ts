import { AsyncLocalStorage } from 'node:async_hooks';

/** Who sent the request that is being handled: what it writes to the log says so. */
export class RequestActor {
  readonly #requests = new AsyncLocalStorage<{ name: string | undefined }>();

  /** Handles a request, whose sender is still to be found out. */
  handling(handle: () => void): void {
    this.#requests.run({ name: undefined }, handle);
  }

  /** Undefined when nobody in particular sent it, and outside of requests. */
  get name(): string | undefined {
    return this.#requests.getStore()?.name;
  }

  set name(name: string | undefined) {
    const request = this.#requests.getStore();
    if (request) request.name = name;
  }
}
