import {
  AckPolicy,
  type ConsumerConfig,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';

/** Two minutes in nanoseconds, JetStream's unit: longer than any append is retried. */
const DUPLICATE_WINDOW_NS = 120 * 1_000_000_000;

export const EVENTS_STREAM = 'EVENTS';
/** Put before a subject of the log, so that the log's subjects are apart from all others. */
export const EVENTS_PREFIX = 'ev.';
/** What agents subscribe to, without a consumer: entries of `ev.node.…`, sent again once they are stored. */
export const REPUBLISH_PREFIX = 'rp.';
/** The only subjects that are republished. */
export const REPUBLISHED_KIND = 'node.';

/** Answers to services may hold secrets: agents have inboxes of their own, and may not listen to these. */
export const SERVICE_INBOX_PREFIX = '_INBOX';
export const AGENT_INBOX_PREFIX = '_INBOX_AGENT';

export const READY_STREAM = 'READY';
export const READY_SUBJECT = 'ready.evaluation';
export const READY_CONSUMER = 'workers';

export const LEASES_BUCKET = 'leases';
export const SNAPSHOTS_BUCKET = 'snapshots';

export type WantedStream = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;
export type WantedConsumer = Partial<ConsumerConfig> & Pick<ConsumerConfig, 'durable_name'>;

/**
 * The log. No limit drops an entry, and none can be deleted alone: when the disk is full, appends fail.
 * Purging stays allowed, since old entries go once a snapshot holds them.
 */
export const eventsStream: WantedStream = {
  name: EVENTS_STREAM,
  subjects: [`${EVENTS_PREFIX}>`],
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  max_msgs_per_subject: -1,
  duplicate_window: DUPLICATE_WINDOW_NS,
  deny_delete: true,
  allow_direct: true,
  allow_rollup_hdrs: false,
  republish: {
    src: `${EVENTS_PREFIX}${REPUBLISHED_KIND}>`,
    dest: `${REPUBLISH_PREFIX}${REPUBLISHED_KIND}>`,
  },
};

/** Evaluations that wait for a worker; each leaves the stream when it is acknowledged. */
export const readyStream: WantedStream = {
  name: READY_STREAM,
  subjects: ['ready.>'],
  retention: RetentionPolicy.Workqueue,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
  duplicate_window: DUPLICATE_WINDOW_NS,
};

export function readyConsumer(ackWaitMs: number): WantedConsumer {
  return {
    durable_name: READY_CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * 1_000_000,
    // An evaluation is given out until somebody settles it; the worker decides when to give up, by `attempt`.
    max_deliver: -1,
    max_ack_pending: 10_000,
    max_waiting: 4_096,
  };
}
