import { type Recorded, type Seq, SteppeError } from '@steppe/domain';
import type { AppendRequest, EventLog, Following } from '@steppe/event-log';

/** A log that goes away, or takes entries without an answer, when a test says so. */
export class FaultyLog implements EventLog {
  /** Nothing gets through. */
  isAway = false;
  /** What agents append gets in, but they never hear of it. */
  loseAnswers = false;
  readonly #log: EventLog;
  #refused = 0;
  #onRefused: () => void = () => undefined;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Resolves once so many calls more have been refused. */
  untilRefused(calls: number): Promise<void> {
    const enough = this.#refused + calls;
    return new Promise((resolve) => {
      this.#onRefused = () => {
        if (this.#refused >= enough) resolve();
      };
    });
  }

  async append(request: AppendRequest): Promise<Seq> {
    const isAgents = request.subject.startsWith('client.');
    if (isAgents) this.#assertThere();
    const seq = await this.#log.append(request);
    if (isAgents && this.loseAnswers) throw unavailable();
    return seq;
  }

  async lastSeq(): Promise<Seq> {
    this.#assertThere();
    return this.#log.lastSeq();
  }

  async firstSeq(): Promise<Seq> {
    this.#assertThere();
    return this.#log.firstSeq();
  }

  async trim(options: { beforeSeq: Seq; keepFrom: (subject: string) => Seq }): Promise<void> {
    this.#assertThere();
    await this.#log.trim(options);
  }

  read(range: { fromSeq: Seq; toSeq?: Seq | undefined }): AsyncIterable<Recorded> {
    return this.#log.read(range);
  }

  async get(seq: Seq): Promise<Recorded | undefined> {
    this.#assertThere();
    return this.#log.get(seq);
  }

  async nextOnSubject(
    options: Parameters<EventLog['nextOnSubject']>[0],
  ): Promise<Recorded | undefined> {
    this.#assertThere();
    return this.#log.nextOnSubject(options);
  }

  follow(options: Parameters<EventLog['follow']>[0]): Promise<Following> {
    return this.#log.follow(options);
  }

  async followSubject(options: Parameters<EventLog['followSubject']>[0]): Promise<Following> {
    this.#assertThere();
    return this.#log.followSubject(options);
  }

  #assertThere(): void {
    if (!this.isAway) return;
    this.#refused += 1;
    this.#onRefused();
    throw unavailable();
  }
}

const unavailable = (): SteppeError => new SteppeError('LOG_UNAVAILABLE', 'the log is away');
