import { headers, type MsgHdrs, nuid } from '@nats-io/transport-node';
import { type Seq, SteppeError } from '@steppe/domain';
import { nextOnSubject } from './leader-get.ts';
import type { Link } from './link.ts';
import type { Publisher } from './publisher.ts';
import { Backoff } from './retrying.ts';
import { Slots } from './slots.ts';
import { EVENTS_PREFIX, EVENTS_STREAM } from './stream-config.ts';

const EXPECTED_SEQ_HEADER = 'Nats-Expected-Last-Subject-Sequence';
/** JetStream drops a second message with the same ID, and answers with the first one's seq. */
const MESSAGE_ID_HEADER = 'Nats-Msg-Id';
/** Tells our own entry from another with the same text, when the answer to an append was lost. */
const APPEND_ID_HEADER = 'Steppe-Append-Id';

interface AppendJob {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly expectedSeq: Seq | undefined;
  readonly seenSeq: Seq;
  readonly appendId: string;
}

/**
 * Appends with retries: lost connections and fail-overs end either in the entry's seq, once, or in an error
 * that says what is known. An append is the same one however often it is sent: by compare-and-set, or by ID.
 */
export class Appender {
  readonly #link: Link;
  readonly #publisher: Publisher;
  readonly #timeoutMs: number;
  readonly #slots: Slots;
  /** Set while appends are being retried, so that an outage is reported once and not per append. */
  #troubledSinceMs: number | undefined;

  constructor({
    link,
    publisher,
    timeoutMs,
    maxInFlight,
  }: {
    link: Link;
    publisher: Publisher;
    /** How long an append is retried. */
    timeoutMs: number;
    maxInFlight: number;
  }) {
    this.#link = link;
    this.#publisher = publisher;
    this.#timeoutMs = timeoutMs;
    this.#slots = new Slots(maxInFlight);
  }

  /** As `append` of the port, with the subject and the payload as they are in the stream. */
  async append({
    subject,
    payload,
    expectedSeq,
    seenSeq = 0,
  }: {
    subject: string;
    payload: Uint8Array;
    expectedSeq: Seq | undefined;
    seenSeq?: Seq | undefined;
  }): Promise<Seq> {
    this.#checkSize(subject, payload);
    await this.#slots.take();
    try {
      return await this.#appendOnce({
        subject,
        payload,
        expectedSeq,
        seenSeq,
        appendId: nuid.next(),
      });
    } finally {
      this.#slots.free();
    }
  }

  async #appendOnce(first: AppendJob): Promise<Seq> {
    const backoff = new Backoff(this.#timeoutMs);
    let job = first;
    let mayBeStored = false;
    while (true) {
      const outcome = await this.#publisher.publish(job.subject, job.payload, headersOf(job));
      switch (outcome.kind) {
        case 'stored':
          this.#reportRecovered();
          return outcome.seq;
        case 'conflict': {
          const ownSeq = mayBeStored ? await this.#findOwn(job, backoff) : undefined;
          if (ownSeq !== undefined) return ownSeq;
          if (wasSeen(job, outcome.lastSeq)) {
            // Whoever writes in between makes this a conflict at last, so it does not go on for ever.
            job = { ...job, expectedSeq: outcome.lastSeq };
            break;
          }
          throw new SteppeError(
            'LOG_CONFLICT',
            `${portSubject(job)} was written to after seq ${job.expectedSeq}`,
          );
        }
        case 'rejected':
          throw unavailable(job, `JetStream refused it: ${outcome.reason}`);
        case 'unknown':
          mayBeStored = true;
          this.#reportTroubled(outcome.reason);
          if (!(await backoff.pause()) || !(await this.#link.whenUp(backoff.leftMs))) {
            throw unavailable(
              job,
              `no success for ${this.#timeoutMs} ms, it may or may not be in the log: ${outcome.reason}`,
            );
          }
      }
    }
  }

  /**
   * After an attempt without an answer, a conflict may be with that attempt's own entry. By the
   * compare-and-set it can only be the first one after `expectedSeq`.
   */
  async #findOwn(job: AppendJob, backoff: Backoff): Promise<Seq | undefined> {
    const next = await nextOnSubject(this.#link, {
      stream: EVENTS_STREAM,
      subject: job.subject,
      fromSeq: (job.expectedSeq ?? 0) + 1,
      timeoutMs: backoff.leftMs,
    });
    return next?.headers.get(APPEND_ID_HEADER) === job.appendId ? next.seq : undefined;
  }

  #checkSize(subject: string, payload: Uint8Array): void {
    const sizeMax = this.#link.nc.info?.max_payload ?? Number.POSITIVE_INFINITY;
    if (payload.length + HEADERS_SIZE_MAX <= sizeMax) return;
    throw new SteppeError(
      'REQUEST_INVALID',
      `an entry of ${payload.length} bytes for ${portSubject({ subject })} is too big: ` +
        `nats-server takes messages of up to ${sizeMax} bytes (max_payload)`,
    );
  }

  #reportTroubled(reason: string): void {
    if (this.#troubledSinceMs !== undefined) return;
    this.#troubledSinceMs = performance.now();
    this.#link.report({ level: 'warn', message: `appends to the log are retried: ${reason}` });
  }

  #reportRecovered(): void {
    if (this.#troubledSinceMs === undefined) return;
    const tookMs = Math.round(performance.now() - this.#troubledSinceMs);
    this.#troubledSinceMs = undefined;
    this.#link.report({ level: 'info', message: `appends succeed again after ${tookMs} ms` });
  }
}

/** Whether a subject stands where the writer saw it, though it did not know the seq any more. */
function wasSeen({ expectedSeq, seenSeq }: AppendJob, lastSeq: Seq | undefined): boolean {
  return lastSeq !== undefined && lastSeq <= seenSeq && lastSeq !== expectedSeq;
}

/** Room for our headers within the server's limit for a message. */
const HEADERS_SIZE_MAX = 512;

function headersOf({ expectedSeq, appendId }: AppendJob): MsgHdrs {
  const result = headers();
  if (expectedSeq === undefined) {
    result.append(MESSAGE_ID_HEADER, appendId);
  } else {
    result.append(EXPECTED_SEQ_HEADER, String(expectedSeq));
    result.append(APPEND_ID_HEADER, appendId);
  }
  return result;
}

function unavailable(job: AppendJob, why: string): SteppeError {
  return new SteppeError('LOG_UNAVAILABLE', `could not append to ${portSubject(job)}: ${why}`);
}

function portSubject({ subject }: { subject: string }): string {
  return subject.slice(EVENTS_PREFIX.length);
}
