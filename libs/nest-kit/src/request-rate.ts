import type { RequestListener } from 'node:http';

/** So many seconds' worth of requests may come at once. */
const BURST_SECONDS = 2;
/** With so many addresses known, those that have been quiet are forgotten. */
const SWEEP_AT = 10_000;

interface Allowance {
  /** Requests that may still come, as of then. */
  left: number;
  atMs: number;
}

/** Counts requests by the address that they come from: each has an allowance that fills up again as time passes. */
export class RequestRate {
  readonly #perSecond: number;
  readonly #allowances = new Map<string, Allowance>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** @returns in how many milliseconds the address may ask again; 0 when it may now, which is counted. */
  ask(address: string, nowMs: number): number {
    const max = this.#perSecond * BURST_SECONDS;
    const before = this.#allowances.get(address);
    const left = before ? Math.min(max, before.left + this.#gained(before, nowMs)) : max;
    const isAdmitted = left >= 1;
    if (!before) this.#sweep(nowMs);
    this.#allowances.set(address, { left: isAdmitted ? left - 1 : left, atMs: nowMs });
    return isAdmitted ? 0 : ((1 - left) / this.#perSecond) * 1_000;
  }

  #gained({ atMs }: Allowance, nowMs: number): number {
    return ((nowMs - atMs) / 1_000) * this.#perSecond;
  }

  #sweep(nowMs: number): void {
    if (this.#allowances.size < SWEEP_AT) return;
    for (const [address, { atMs }] of this.#allowances) {
      // Its allowance is full again, as that of an address that never asked.
      if (nowMs - atMs > BURST_SECONDS * 1_000) this.#allowances.delete(address);
    }
  }
}

/** Answers 429 to requests that are too many from their address, before anything of them is looked at. */
export function limitRate(handler: RequestListener, perSecond: number): RequestListener {
  const rate = new RequestRate(perSecond);
  const text =
    `too many requests from this address: at most ${perSecond} a second ` +
    '(limits.http_max_requests_per_second of the agent); wait for changes with ?index= instead of asking again and again';
  return (request, response) => {
    const waitMs = rate.ask(request.socket.remoteAddress ?? '', performance.now());
    if (waitMs === 0) return handler(request, response);
    response.writeHead(429, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'retry-after': String(Math.ceil(waitMs / 1_000)),
    });
    response.end(text);
  };
}
