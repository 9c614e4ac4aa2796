import { type JetStreamManager, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { type ObjectStore, Objm } from '@nats-io/obj';
import { type EventStore, ReadyEvaluation } from '../event-store.ts';
import type { Report } from '../report.ts';
import { ensureConsumer, ensureStream } from './ensure-stream.ts';
import { JetStreamEventLog } from './jetstream-event-log.ts';
import { JetStreamWorkQueue } from './jetstream-work-queue.ts';
import { KvLeases } from './kv-leases.ts';
import { Link, type LinkTls } from './link.ts';
import { NatsLiveBus } from './nats-live-bus.ts';
import { ObjectSnapshots } from './object-snapshots.ts';
import { Publisher } from './publisher.ts';
import { retrying } from './retrying.ts';
import {
  AGENT_INBOX_PREFIX,
  EVENTS_STREAM,
  eventsStream,
  LEASES_BUCKET,
  READY_CONSUMER,
  READY_STREAM,
  READY_SUBJECT,
  readyConsumer,
  readyStream,
  SERVICE_INBOX_PREFIX,
  SNAPSHOTS_BUCKET,
} from './stream-config.ts';

export interface JetStreamStoreOptions {
  /** NATS addresses such as `nats://10.0.0.1:4222`; any one that answers will do. */
  readonly servers: readonly string[];
  /** Names this process in the server's reports. Default: `steppe`. */
  readonly name?: string;
  /** Absent: the connection is plain. */
  readonly tls?: LinkTls | undefined;
  /**
   * `agent` makes nothing, and needs few permissions: it has the log and the live bus; leases, snapshots and the ready
   * queue are for services. Default: `service`.
   */
  readonly role?: 'service' | 'agent';
  /** How many servers keep a copy. Default: 1 when the streams are made, and whatever they have later. */
  readonly replicas?: number;
  /** How long to wait for a server, and for its JetStream, at the start. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long appends and reads are retried through an outage. Default: 20,000; a fail-over takes 4,000 to 7,000. */
  readonly timeoutMs?: number;
  /** How long one attempt to append waits for its answer. Default: 2,000. */
  readonly attemptTimeoutMs?: number;
  /** How many appends of this process may be under way; more wait. Default: 1,024. */
  readonly appendsInFlightMax?: number;
  /** How long a worker may keep an evaluation without a word. Default: 30,000. */
  readonly ackWaitMs?: number;
  /** Told of outages, retries and what no caller sees. Default: nobody is. */
  readonly report?: Report;
}

/**
 * Opens the store on NATS JetStream. Streams and consumers are made when they are missing.
 *
 * How durable an acknowledged entry is is up to the server: with `sync_interval: always` it is on disk.
 *
 * @throws SteppeError `LOG_UNAVAILABLE` when no server answers in time; `LOG_INCOMPATIBLE` when the server
 *   is too old or has streams of the same name that were made otherwise.
 */
export async function openJetStreamStore({
  servers,
  name = 'steppe',
  tls,
  role = 'service',
  replicas,
  connectTimeoutMs = 10_000,
  timeoutMs = 20_000,
  attemptTimeoutMs = 2_000,
  appendsInFlightMax = 1_024,
  ackWaitMs = 30_000,
  report = () => undefined,
}: JetStreamStoreOptions): Promise<EventStore> {
  const inboxPrefix = role === 'agent' ? AGENT_INBOX_PREFIX : SERVICE_INBOX_PREFIX;
  const link = await Link.open({ servers, name, tls, inboxPrefix, connectTimeoutMs, report });
  try {
    const { jsm, kv, objects } =
      role === 'agent'
        ? await find(link, connectTimeoutMs)
        : await prepare(link, { replicas, ackWaitMs, timeoutMs: connectTimeoutMs });
    const log = new JetStreamEventLog({
      link,
      jsm,
      timeoutMs,
      attemptTimeoutMs,
      appendsInFlightMax,
    });
    const publisher = new Publisher(link, { timeoutMs: attemptTimeoutMs });
    const ready = new JetStreamWorkQueue({
      link,
      jsm,
      publisher,
      stream: READY_STREAM,
      consumer: READY_CONSUMER,
      subject: READY_SUBJECT,
      parse: (json) => ReadyEvaluation.parse(json),
      timeoutMs,
    });
    const leases = new KvLeases(link, kv);
    const live = new NatsLiveBus(link);
    const close = async () => {
      await leases.close();
      ready.close();
      live.close();
      await log.close();
      publisher.close();
      await link.close();
    };
    const snapshots = new ObjectSnapshots(link, objects);
    return { log, ready, leases, live, snapshots, close };
  } catch (error) {
    await link.close();
    throw error;
  }
}

interface Prepared {
  readonly jsm: JetStreamManager;
  readonly kv: KV;
  readonly objects: ObjectStore;
}

/** Waits until a service has made the log; the rest is taken for there. */
async function find(link: Link, timeoutMs: number): Promise<Prepared> {
  return await retrying(link, { what: 'looking for the log', timeoutMs }, async () => {
    const jsm = await jetstreamManager(link.nc, { timeout: API_TIMEOUT_MS });
    await jsm.streams.info(EVENTS_STREAM);
    const kv = await new Kvm(jsm.jetstream()).open(LEASES_BUCKET);
    const objects = await new Objm(jsm.jetstream()).open(SNAPSHOTS_BUCKET, false);
    return { jsm, kv, objects };
  });
}

async function prepare(
  link: Link,
  {
    replicas,
    ackWaitMs,
    timeoutMs,
  }: { replicas: number | undefined; ackWaitMs: number; timeoutMs: number },
): Promise<Prepared> {
  // A cluster that has just started has no leader for a while, so all of it is tried again.
  return await retrying(link, { what: 'preparing JetStream', timeoutMs }, async () => {
    const jsm = await jetstreamManager(link.nc, { timeout: API_TIMEOUT_MS });
    await ensureStream(jsm, eventsStream, replicas);
    await ensureStream(jsm, readyStream, replicas);
    await ensureConsumer(jsm, READY_STREAM, readyConsumer(ackWaitMs));
    const kv = await new Kvm(jsm.jetstream()).create(LEASES_BUCKET, {
      history: 1,
      storage: StorageType.File,
      ...(replicas === undefined ? {} : { replicas }),
    });
    const objects = await new Objm(jsm.jetstream()).create(SNAPSHOTS_BUCKET, {
      storage: StorageType.File,
      ...(replicas === undefined ? {} : { replicas }),
    });
    return { jsm, kv, objects };
  });
}

/** For what is seldom asked; each is tried again while there is time. */
const API_TIMEOUT_MS = 3_000;
