import { connect, createInbox, type NatsConnection } from '@nats-io/transport-node';
import { SteppeError } from '@steppe/domain';
import type { Report } from '../report.ts';
import { checkServer } from './check-server.ts';
import { SERVICE_INBOX_PREFIX } from './stream-config.ts';

/** Who this process is, and who may vouch for a server: PEM. */
export interface LinkTls {
  /** Absent: the system's authorities. */
  readonly ca?: string | undefined;
  readonly cert: string;
  readonly key: string;
  /** The name that a server's certificate must have; absent: whichever the authority vouches for. */
  readonly serverName?: string | undefined;
}

export interface LinkOptions {
  readonly servers: readonly string[];
  /** Shown by `nats server report connections`. */
  readonly name: string;
  readonly connectTimeoutMs: number;
  readonly report: Report;
  /** Absent: the connection is plain. */
  readonly tls?: LinkTls | undefined;
  /** Where answers come in. Default: where those of services do. */
  readonly inboxPrefix?: string;
}

/** Called when the connection was lost, or is there again. */
export interface LinkListener {
  onDown?(): void;
  onUp?(): void;
}

/** One connection to NATS that comes back by itself, and says when it is gone and back. */
export class Link {
  readonly nc: NatsConnection;
  readonly report: Report;
  readonly #inboxPrefix: string;
  readonly #listeners = new Set<LinkListener>();
  readonly #watching: Promise<void>;
  readonly #unsent: (() => void)[] = [];
  #isUp = true;
  #isClosing = false;

  private constructor(
    nc: NatsConnection,
    { report, inboxPrefix = SERVICE_INBOX_PREFIX }: Pick<LinkOptions, 'report' | 'inboxPrefix'>,
  ) {
    this.nc = nc;
    this.report = report;
    this.#inboxPrefix = inboxPrefix;
    this.#watching = this.#watch();
  }

  /**
   * @throws SteppeError `LOG_UNAVAILABLE` when no server answers in time; `LOG_INCOMPATIBLE` when the one
   *   that answers cannot hold the log.
   */
  static async open(options: LinkOptions): Promise<Link> {
    const nc = await connectUntil(performance.now() + options.connectTimeoutMs, options);
    try {
      checkServer(nc.info);
    } catch (error) {
      await nc.close();
      throw error;
    }
    return new Link(nc, options);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** A subject that nobody else listens to. */
  newInbox(): string {
    return createInbox(this.#inboxPrefix);
  }

  get isClosed(): boolean {
    return this.#isClosing;
  }

  /** @returns a function that ends it. */
  listen(listener: LinkListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Waits for the connection, at most so long; true once it is there. */
  async whenUp(timeoutMs: number): Promise<boolean> {
    if (this.#isUp || this.#isClosing) return this.#isUp;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stopListening = this.listen({ onUp: resolve });
    const timer = setTimeout(resolve, Math.min(timeoutMs, TIMER_MAX_MS));
    await promise;
    clearTimeout(timer);
    stopListening();
    return this.#isUp;
  }

  /**
   * Publishes soon, together with what else this turn of the event loop brings: the client writes to its socket, and
   * the server reads from it, once for all of them.
   *
   * @param publish must not throw.
   */
  publishSoon(publish: () => void): void {
    const waiting = this.#unsent.push(publish);
    if (waiting >= UNSENT_MAX) this.#sendAll();
    else if (waiting === 1) setImmediate(() => this.#sendAll());
  }

  /** Sends what is still to be sent, and ends the connection. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#sendAll();
    this.#isClosing = true;
    // What is buffered while the server is away has nowhere to go; waiting for it would not end.
    if (this.#isUp) await this.nc.drain();
    else await this.nc.close();
    await this.#watching;
  }

  #sendAll(): void {
    const unsent = this.#unsent.splice(0);
    if (!this.#isClosing) for (const publish of unsent) publish();
  }

  async #watch(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'disconnect') this.#set(false, `lost the connection to ${status.server}`);
      else if (status.type === 'reconnect') this.#set(true, `connected again to ${status.server}`);
      else if (status.type === 'error') {
        this.report({ level: 'error', message: 'NATS reports an error', cause: status.error });
      }
    }
  }

  #set(isUp: boolean, message: string): void {
    if (this.#isUp === isUp) return;
    this.#isUp = isUp;
    if (!this.#isClosing) this.report({ level: isUp ? 'info' : 'warn', message });
    for (const listener of this.#listeners) {
      if (isUp) listener.onUp?.();
      else listener.onDown?.();
    }
  }
}

async function connectUntil(
  deadlineMs: number,
  { servers, name, tls, inboxPrefix = SERVICE_INBOX_PREFIX }: LinkOptions,
): Promise<NatsConnection> {
  while (true) {
    try {
      return await connect({
        servers: [...servers],
        name,
        inboxPrefix,
        ...(tls ? { tls: tlsOptionsOf(tls) } : {}),
        timeout: Math.max(1, Math.min(CONNECT_ATTEMPT_MS, deadlineMs - performance.now())),
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_WAIT_MS,
        reconnectJitter: RECONNECT_WAIT_MS,
        pingInterval: PING_INTERVAL_MS,
      });
    } catch (cause) {
      if (performance.now() + RECONNECT_WAIT_MS >= deadlineMs) {
        throw new SteppeError(
          'LOG_UNAVAILABLE',
          `no NATS server answers at ${servers.join(', ')}: ${cause instanceof Error ? cause.message : String(cause)}`,
          { cause },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_WAIT_MS));
    }
  }
}

/** The library hands these on to `node:tls`, also what its own types do not name. */
function tlsOptionsOf({ ca, cert, key, serverName }: LinkTls) {
  const identity =
    serverName === undefined
      ? { checkServerIdentity: () => undefined }
      : { servername: serverName };
  // The system's authorities vouch for everyone in the world: then the name of the host must be right, too.
  return ca === undefined ? { cert, key } : { ca, cert, key, ...identity };
}

/** A large plan need not be encoded as a whole before its first entries are sent. */
const UNSENT_MAX = 64;
/** Timers with a longer time fire at once. */
const TIMER_MAX_MS = 2_147_483_647;
const CONNECT_ATTEMPT_MS = 2_000;
const RECONNECT_WAIT_MS = 100;
/** Two unanswered pings mean that the connection is dead, though the network never said so. */
const PING_INTERVAL_MS = 3_000;
