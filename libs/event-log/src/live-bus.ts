/** What a served request gets. */
export interface LiveRequest {
  /** The subject that was asked: with a wildcard in the served one, the tokens that it stands for are here. */
  readonly subject: string;
  readonly payload: unknown;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Served {
  stop(): Promise<void>;
}

/**
 * Messages between running processes, kept nowhere: heartbeats, and requests such as reading a task's logs.
 * Payloads are JSON values; `undefined` arrives as `null`. Subjects are as the log's, in a space of their
 * own, e.g. `heartbeat.<node>`; those subscribed to and served may hold `*` for one token.
 */
export interface LiveBus {
  /** Sends to whoever listens now. */
  publish(subject: string, payload: unknown): void;
  subscribe(
    subject: string,
    onMessage: (message: { subject: string; payload: unknown }) => void,
  ): Served;
  /**
   * @throws SteppeError `NODE_UNREACHABLE` when nobody serves the subject; `TIMEOUT` when the answer is
   *   late; or the SteppeError, with its code, that the server threw. Any other error of the server is an
   *   Error here and is reported there.
   */
  request(subject: string, payload: unknown, options: { timeoutMs: number }): Promise<unknown>;
  serve(subject: string, answer: (request: LiveRequest) => Promise<unknown>): Served;
  /** The answers, without failures, that come within `timeoutMs` from every process that serves the subject. */
  requestAll(subject: string, payload: unknown, options: { timeoutMs: number }): Promise<unknown[]>;
  /**
   * As `request`, with an answer in pieces. The server is slowed down to the pace at which they are read.
   * Ends early, without an error, when `signal` is aborted.
   *
   * @param options.timeoutMs how long the server may take to answer at all, and later be out of reach; a
   *   server that has nothing to send is not late.
   * @throws SteppeError as `request`; `NODE_UNREACHABLE` too when the server is lost on the way.
   */
  requestStream(
    subject: string,
    payload: unknown,
    options: { timeoutMs: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array>;
  serveStream(subject: string, answer: (request: LiveRequest) => AsyncIterable<Uint8Array>): Served;
}
