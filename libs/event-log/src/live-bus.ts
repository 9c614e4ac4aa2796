/** What a served request gets. */
export interface LiveRequest {
  /** The last token of the subject that was asked, when it was served with a wildcard. */
  readonly subject: string;
  readonly payload: unknown;
  /** Aborted when the asker went away. */
  readonly signal: AbortSignal;
}

export interface Served {
  stop(): Promise<void>;
}

/**
 * Messages between running processes, kept nowhere: heartbeats, and requests such as reading a task's logs.
 * Payloads are JSON values. Subjects are as the log's, in a space of their own, e.g. `heartbeat.<node>`.
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
   *   late; or the SteppeError, with its code, that the server threw.
   */
  request(subject: string, payload: unknown, options: { timeoutMs: number }): Promise<unknown>;
  serve(subject: string, answer: (request: LiveRequest) => Promise<unknown>): Served;
  /** All answers that come within `timeoutMs`, from every process that serves the subject. */
  requestAll(subject: string, payload: unknown, options: { timeoutMs: number }): Promise<unknown[]>;
  /** As `request`, with an answer in pieces. The server is slowed down to the pace at which they are read. */
  requestStream(
    subject: string,
    payload: unknown,
    options: { timeoutMs: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array>;
  serveStream(subject: string, answer: (request: LiveRequest) => AsyncIterable<Uint8Array>): Served;
}
