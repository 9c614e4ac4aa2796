import type { Commit, Recorded, Seq } from '@steppe/domain';

export interface AppendRequest {
  /** e.g. `node.7f…`; made by `subjects` of @steppe/domain. */
  readonly subject: string;
  readonly commit: Commit;
  /**
   * Seq of the last entry on this subject that the writer has seen; 0 for none. Without it the entry is
   * appended whatever came before, and a caller who tries again after `LOG_UNAVAILABLE` may append it twice.
   */
  readonly expectedSeq?: Seq | undefined;
  /**
   * With `expectedSeq`: up to where the writer has seen the whole log. An entry on the subject up to there is no
   * conflict, though `expectedSeq` be another: the writer may have forgotten where the subject stood.
   */
  readonly seenSeq?: Seq | undefined;
}

/**
 * Ends when `stop` is called; `failed` rejects when it cannot go on: at an unknown event, or when `onEntry`
 * throws. Whoever follows must handle `failed`: an unhandled one ends the process.
 */
export interface Following {
  /** Last seq in the log (on the subject, where one is followed) minus last seq handed over: 0 when caught up. */
  lag(): Promise<number>;
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

/**
 * The one source of truth: an append-only, totally ordered log of entries. Two adapters keep the same
 * contract: JetStream, and memory for `agent -dev`, tests and the simulator.
 */
export interface EventLog {
  /**
   * Appends one entry. Lost connections and fail-overs are retried within a stated time, below the port.
   *
   * @returns the seq of the new entry, once it is as durable as the log's mode promises.
   * @throws SteppeError `LOG_CONFLICT` when someone else appended to the subject after `expectedSeq`;
   *   `LOG_UNAVAILABLE` when the log did not answer in time: the entry may or may not be in it.
   */
  append(request: AppendRequest): Promise<Seq>;

  /** Seq of the last entry; 0 when the log is empty. */
  lastSeq(): Promise<Seq>;

  /** Seq from which on every entry is in the log: 1, unless older ones were trimmed. */
  firstSeq(): Promise<Seq>;

  /**
   * Removes entries that are too old to keep: those before `beforeSeq`, but on each subject none from `keepFrom` on.
   * The caller must see to it that the last entry on each subject stays: its seq is what the next writer compares.
   */
  trim(options: { beforeSeq: Seq; keepFrom: (subject: string) => Seq }): Promise<void>;

  /** Yields every entry from `fromSeq` to `toSeq` (default: the last one now), in order, then ends. Trimmed ones are passed over. */
  read(range: { fromSeq: Seq; toSeq?: Seq | undefined }): AsyncIterable<Recorded>;

  /** The entry at a seq, or undefined when there is none. */
  get(seq: Seq): Promise<Recorded | undefined>;

  /**
   * The first entry on one subject after a seq, whatever its writer knows of it: how the only writer of a
   * subject finds what it wrote when an answer was lost. Undefined when there is none.
   *
   * @throws SteppeError `LOG_UNAVAILABLE`.
   */
  nextOnSubject(options: { subject: string; afterSeq: Seq }): Promise<Recorded | undefined>;

  /** Hands over every entry with seq >= `fromSeq`, in order and each once, and goes on as new ones come. */
  follow(options: { fromSeq: Seq; onEntry: (entry: Recorded) => void }): Promise<Following>;

  /**
   * As `follow`, for the entries of one `node.…` subject after `afterSeq`. Cheap enough for thousands at
   * once: over JetStream it is no consumer but a subscription to the republished subject, with gaps filled
   * by direct gets.
   */
  followSubject(options: {
    subject: string;
    afterSeq: Seq;
    onEntry: (entry: Recorded) => void;
  }): Promise<Following>;
}
