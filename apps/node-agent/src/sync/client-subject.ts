import {
  assert,
  type AllocationStatusReported,
  type DomainEvent,
  type NodeRegistered,
  type ServiceDeregistered,
  type ServiceRegistered,
  subjects,
  SteppeError,
} from '@steppe/domain';
import type { EventLog } from '@steppe/event-log';
import type { SyncPosition } from './sync-state.ts';

export type ClientEvent =
  | AllocationStatusReported
  | NodeRegistered
  | ServiceDeregistered
  | ServiceRegistered;

/**
 * Writes what the node says of itself. This agent is the only writer of its subject, so an append that names
 * the last seq gets in exactly once, however often an answer was lost.
 */
export class ClientSubject {
  readonly #log: EventLog;
  readonly #subject: string;
  readonly #actor: string;
  readonly #sync: SyncPosition;

  constructor({ log, nodeId, sync }: { log: EventLog; nodeId: string; sync: SyncPosition }) {
    this.#log = log;
    this.#subject = subjects.client(nodeId);
    this.#actor = `node-agent/${nodeId}`;
    this.#sync = sync;
  }

  /**
   * Appends one entry.
   *
   * @returns false when the log held an earlier entry whose answer was lost: the sync state knows it now,
   *   and the caller has to see what is left to say.
   * @throws SteppeError `LOG_UNAVAILABLE`: the entry may or may not be in the log.
   */
  async append(events: readonly ClientEvent[], atMs: number): Promise<boolean> {
    try {
      const seq = await this.#log.append({
        subject: this.#subject,
        commit: { v: 1, atMs, actor: this.#actor, events: [...events] },
        expectedSeq: this.#sync.clientSeq,
      });
      this.#note(seq, events);
      return true;
    } catch (error) {
      if (!(error instanceof SteppeError && error.code === 'LOG_CONFLICT')) throw error;
      await this.#catchUp(error);
      return false;
    }
  }

  /** Reads one entry more of our own. If there are others, the next append conflicts once more. */
  async #catchUp(conflict: SteppeError): Promise<void> {
    const afterSeq = this.#sync.clientSeq;
    const entry = await this.#log.nextOnSubject({ subject: this.#subject, afterSeq });
    assert(entry !== undefined, `${conflict.message}, but ${this.#subject} has no such entry`);
    this.#note(entry.seq, entry.commit.events);
  }

  #note(seq: number, events: readonly DomainEvent[]): void {
    this.#sync.clientSeq = seq;
    for (const event of events) {
      if (event.type === 'AllocationStatusReported') this.#sync.noteReport(event, seq);
      else if (event.type === 'ServiceRegistered' || event.type === 'ServiceDeregistered') {
        this.#sync.noteService(event);
      }
    }
  }
}
