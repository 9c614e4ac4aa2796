import type { Logger } from '@steppe/nest-kit';

/** e.g. `[22796] 2026/11/28 19:05:36.320083 [ERR] JetStream failed to store a msg`. */
const COMPLAINT = /\[(?:ERR|FTL)\] (.+)$/u;
/** After that a stream takes nothing any more, even once the disk has room again, until nats-server starts anew. */
const WRITE_FAILED = /critical write error/iu;
const REPEATED_AFTER_MS = 60_000;
const REMEMBERED_MAX = 100;

/** Brings what nats-server complains of into the agent's log: the same at most once a minute. */
export class NatsComplaints {
  readonly #logger: Logger;
  readonly #onWriteFailed: () => void;
  readonly #nowMs: () => number;
  readonly #toldAtMs = new Map<string, number>();

  constructor({
    logger,
    onWriteFailed,
    nowMs = () => performance.now(),
  }: {
    logger: Logger;
    onWriteFailed: () => void;
    nowMs?: () => number;
  }) {
    this.#logger = logger;
    this.#onWriteFailed = onWriteFailed;
    this.#nowMs = nowMs;
  }

  /** @param line that nats-server has printed. */
  hear(line: string): void {
    const [, text] = COMPLAINT.exec(line) ?? [];
    if (text === undefined) return;
    if (WRITE_FAILED.test(text)) this.#onWriteFailed();
    const nowMs = this.#nowMs();
    const toldAtMs = this.#toldAtMs.get(text) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - toldAtMs < REPEATED_AFTER_MS) return;
    if (this.#toldAtMs.size >= REMEMBERED_MAX) this.#toldAtMs.clear();
    this.#toldAtMs.set(text, nowMs);
    this.#logger.error({ process: 'nats-server' }, text);
  }
}
