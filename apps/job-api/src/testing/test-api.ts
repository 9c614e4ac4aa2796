import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DomainEvent, SchedulerConfiguration } from '@steppe/domain';
import { type MemoryStore, openMemoryStore, Projection, type Timers } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { createApp } from '../create-app.ts';
import type { AclSettings, MetricsSettings, SchedulerPool } from '../ports.ts';

/** 2026-11-22T18:00:00Z */
export const NOW_MS = 1_795_370_400_000;

export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly store: MemoryStore;
  readonly projection: Projection;
  /** Appends what another service or an agent would, and waits until the API has seen it. */
  append(subject: string, ...events: DomainEvent[]): Promise<number>;
  close(): Promise<void>;
}

/** The API over a store in memory, with IDs and time that are the same in every run. */
export async function openTestApi({
  timers,
  store = openMemoryStore(),
  nodeId,
  acl,
  metrics,
  schedulers,
  initialSchedulerConfiguration,
  clock = () => NOW_MS,
}: {
  timers?: Timers;
  store?: MemoryStore;
  nodeId?: string;
  acl?: AclSettings;
  metrics?: MetricsSettings;
  schedulers?: SchedulerPool;
  initialSchedulerConfiguration?: SchedulerConfiguration;
  clock?: () => number;
} = {}): Promise<TestApi> {
  const projection = await Projection.start(store.log);
  let ids = 0;
  const app = await createApp({
    store,
    projection,
    clock,
    acl,
    metrics,
    initialSchedulerConfiguration,
    newId: () => testId('e', ++ids),
    logger: createLogger({ name: 'job-api', level: 'off' }),
    agent: {
      name: 'server1',
      region: 'global',
      datacenter: 'dc1',
      version: '2.0.5',
      rpcAddress: '127.0.0.1:4647',
      config: { Region: 'global', Datacenter: 'dc1' },
      stats: {},
      nodeId,
      schedulers,
    },
    actor: 'job-api/test',
    timers,
  });
  return {
    app,
    store,
    projection,
    append: async (subject, ...events) => {
      const seq = await store.log.append({
        subject,
        commit: { v: 1, atMs: NOW_MS, actor: 'test', events },
      });
      await projection.waitFor(seq, { timeoutMs: 1000 });
      return seq;
    },
    close: async () => {
      await app.close();
      await projection.stop();
      await store.close();
    },
  };
}

/** e.g. `e0000000-0000-4000-8000-000000000001`; the letter is a hexadecimal digit that says what it names. */
export function testId(letter: string, number: number): string {
  return `${letter}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
