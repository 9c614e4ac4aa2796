import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AllocationRow,
  type DomainEvent,
  type Job,
  type Placement,
  subjects,
} from '@steppe/domain';
import { type EventStore, Projection } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { RawExecDriver, type TaskDriver } from '@steppe/task-drivers';
import type { NodeAgentConfig } from '../config.ts';
import { type RunningNodeAgent, startNodeAgent } from '../node-agent.ts';

/** Far more than any step takes, also on a busy machine. */
const PATIENCE_MS = 20_000;

export interface AgentSettings {
  readonly config?: Partial<NodeAgentConfig>;
  readonly drivers?: readonly TaskDriver[];
}

/** A node agent on a log, with the servers' part played by the test. */
export class Cluster {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly dataDir: string;
  agent: RunningNodeAgent;
  readonly #settings: AgentSettings;

  private constructor(parts: {
    store: EventStore;
    projection: Projection;
    dataDir: string;
    agent: RunningNodeAgent;
    settings: AgentSettings;
  }) {
    this.store = parts.store;
    this.projection = parts.projection;
    this.dataDir = parts.dataDir;
    this.agent = parts.agent;
    this.#settings = parts.settings;
  }

  static async start(store: EventStore, settings: AgentSettings = {}): Promise<Cluster> {
    const projection = await Projection.start(store.log);
    const dataDir = await mkdtemp(join(tmpdir(), 'steppe-node-'));
    const agent = await startAgent({ store, dataDir, settings });
    const cluster = new Cluster({ store, projection, dataDir, agent, settings });
    await cluster.until(() => projection.state.nodes.has(agent.nodeId));
    return cluster;
  }

  /** A new process's agent on the same directory. */
  async restartAgent(
    settings: AgentSettings = this.#settings,
    store: EventStore = this.store,
  ): Promise<void> {
    this.agent = await startAgent({ store, dataDir: this.dataDir, settings });
  }

  async stop(): Promise<void> {
    await this.agent.close({ stopAllocs: true });
    await this.projection.stop();
    await this.store.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async register(job: Job): Promise<number> {
    return this.store.log.append({
      subject: subjects.job(job.namespace, job.id),
      commit: commitOf({ type: 'JobRegistered', v: 1, job, version: 0 }),
    });
  }

  /** Registers a job and places its first group here. */
  async run(job: Job, changes: Partial<Placement> = {}): Promise<string> {
    const jobSeq = await this.register(job);
    return this.place(job, { jobSeq, ...changes });
  }

  async place(job: Job, changes: Partial<Placement> & { jobSeq: number }): Promise<string> {
    const allocId = randomUUID();
    await this.command({
      type: 'AllocationPlaced',
      v: 1,
      placement: {
        allocId,
        evalId: randomUUID(),
        namespace: job.namespace,
        jobId: job.id,
        group: job.groups[0]?.name ?? '',
        index: 0,
        ports: [],
        ...changes,
      },
    });
    return changes.allocId ?? allocId;
  }

  async stopAlloc(allocId: string): Promise<void> {
    await this.command({
      type: 'AllocationStopped',
      v: 1,
      allocId,
      desiredStatus: 'stop',
      desiredDescription: 'alloc not needed',
    });
  }

  /** Tells the node something, as the servers do. */
  async command(...events: DomainEvent[]): Promise<void> {
    const subject = subjects.node(this.agent.nodeId);
    await this.store.log.append({ subject, commit: commitOf(...events) });
  }

  row(allocId: string): AllocationRow | undefined {
    return this.projection.state.allocs.get(allocId);
  }

  async untilAlloc(
    allocId: string,
    holds: (row: AllocationRow) => boolean,
  ): Promise<AllocationRow> {
    await this.until(() => {
      const row = this.row(allocId);
      return row !== undefined && holds(row);
    });
    const row = this.row(allocId);
    if (row === undefined) throw new Error(`allocation ${allocId} vanished`);
    return row;
  }

  async untilStatus(
    allocId: string,
    status: AllocationRow['clientStatus'],
  ): Promise<AllocationRow> {
    return this.untilAlloc(allocId, (row) => row.clientStatus === status);
  }

  /** Waits until something holds of the state that the log gives. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = new Error('what the test waits for did not come');
    const timer = setTimeout(() => reject(giveUp), PATIENCE_MS);
    const off = this.projection.onApplied(() => {
      if (holds()) resolve();
    });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      off();
    }
  }
}

function commitOf(...events: DomainEvent[]) {
  return { v: 1 as const, atMs: Date.now(), actor: 'test', events };
}

async function startAgent({
  store,
  dataDir,
  settings,
}: {
  readonly store: EventStore;
  readonly dataDir: string;
  readonly settings: AgentSettings;
}): Promise<RunningNodeAgent> {
  return startNodeAgent({
    store,
    clock: Date.now,
    logger: createLogger({ name: 'node-agent', level: process.env['LOG_LEVEL'] ?? 'error' }),
    drivers: settings.drivers ?? [rawExec()],
    config: { dataDir, httpAddr: '127.0.0.1:4646', nodeName: 'n1', ...settings.config },
  });
}

export function rawExec(): RawExecDriver {
  return new RawExecDriver({
    enabled: true,
    onError: (error) => {
      throw error;
    },
  });
}

/** The types of a task's events, oldest first. */
export function eventTypes(row: AllocationRow, task: string): readonly string[] {
  return (row.taskStates[task]?.events ?? []).map(({ type }) => type);
}

/** What people read of a task's events, oldest first. */
export function taskMessages(row: AllocationRow, task: string): readonly string[] {
  return (row.taskStates[task]?.events ?? []).map(({ displayMessage }) => displayMessage);
}
