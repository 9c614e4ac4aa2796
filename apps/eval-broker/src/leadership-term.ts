import { Broker, type Command } from '@steppe/broker';
import type { Seq } from '@steppe/domain';
import { systemTimers, type Timers } from '@steppe/event-log';
import { CommandExecutor } from './command-executor.ts';
import type { EvalBrokerOptions } from './eval-broker-options.ts';

const TICK_MS = 250;
/** How often nodes are told how long a heartbeat counts. */
const TELL_NODES_MS = 5_000;
/** How often a look at the ready queue's depth may cost a request, while releases are overdue. */
const VANISHED_CHECK_MS = 5_000;

/** One term as the leader: feeds the broker with entries, heartbeats and ticks, and has its commands executed. */
export class LeadershipTerm {
  readonly #options: EvalBrokerOptions;
  readonly #timers: Timers;
  readonly #broker: Broker;
  readonly #executor: CommandExecutor;
  readonly #over = Promise.withResolvers<void>();
  #isOver = false;
  #nextVanishedCheckMs = 0;
  #nextToldMs = 0;

  constructor(options: EvalBrokerOptions) {
    const { projection, clock, timers = systemTimers } = options;
    this.#options = options;
    this.#timers = timers;
    this.#broker = new Broker({
      state: projection.state,
      nowMs: clock(),
      options: options.options,
    });
    this.#executor = new CommandExecutor(options, {
      onAbandoned: (append) => this.#broker.abandoned(append),
      onFailure: (cause) => this.#over.reject(cause),
    });
  }

  /**
   * Leads until `end` is aborted. From then on nothing more is done; what is on its way loses its
   * compare-and-set, once the next leader has acted.
   *
   * @throws when the broker or what it wants appended is at fault.
   */
  async lead(end: AbortSignal): Promise<void> {
    const { projection, store, clock, logger } = this.#options;
    const stopListening = projection.onApplied((recorded) =>
      this.#do(() => this.#broker.apply(recorded, clock()), recorded.seq),
    );
    const heartbeats = store.live.subscribe('heartbeat.*', ({ subject }) => {
      const nodeId = nodeIdOf(subject);
      if (nodeId === undefined) logger.warn({ subject }, 'a heartbeat names no node');
      else this.#do(() => this.#broker.heartbeat(nodeId, clock()));
    });
    end.addEventListener('abort', () => this.#over.resolve(), { once: true });
    if (end.aborted) this.#over.resolve();
    else {
      this.#do(() => this.#broker.resume(clock()));
      this.#tickLater();
    }
    try {
      await this.#over.promise;
    } finally {
      this.#isOver = true;
      stopListening();
      await heartbeats.stop();
    }
  }

  #tickLater(): void {
    this.#timers.after(TICK_MS, () => {
      if (this.#isOver) return;
      const nowMs = this.#options.clock();
      this.#do(() => this.#broker.tick(nowMs));
      this.#tellNodes(nowMs);
      this.#executor.retryReleases();
      if (this.#broker.overdueReleases(nowMs) > 0 && nowMs >= this.#nextVanishedCheckMs) {
        this.#nextVanishedCheckMs = nowMs + VANISHED_CHECK_MS;
        void this.#releaseVanished();
      }
      this.#tickLater();
    });
  }

  /** Nodes beat as often as they are told, and as before while nobody tells them. */
  #tellNodes(nowMs: number): void {
    if (nowMs < this.#nextToldMs) return;
    this.#nextToldMs = nowMs + TELL_NODES_MS;
    this.#options.store.live.publish('heartbeat-ttl', { ttlMs: this.#broker.heartbeatTtlMs });
  }

  async #releaseVanished(): Promise<void> {
    const { store, clock, logger } = this.#options;
    try {
      const queueDepth = await store.ready.depth();
      this.#do(() => this.#broker.releaseVanished({ nowMs: clock(), queueDepth }));
    } catch (error) {
      logger.warn({ err: error }, 'the depth of the ready queue is not known');
    }
  }

  /** A fault of the broker ends the term, and leaves the view of the log that feeds it alone. */
  #do(decide: () => Command[], cause?: Seq): void {
    if (this.#isOver) return;
    try {
      this.#executor.execute(decide(), cause);
    } catch (error) {
      this.#over.reject(error);
    }
  }
}

/**
 * The node whose heartbeat it is. The subject says so, not the payload: permissions guard the one, nothing the
 * other. Undefined when it is not an escaped name.
 */
function nodeIdOf(subject: string): string | undefined {
  try {
    return decodeURIComponent(subject.split('.').at(-1) ?? '');
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
