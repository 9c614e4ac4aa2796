import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, Projection } from '@steppe/event-log';
import { createLogger, type Logger } from '@steppe/nest-kit';
import { RawExecDriver, type TaskDriver } from '@steppe/task-drivers';
import type { NodeAgentConfig } from '../config.ts';
import { type RunningNodeAgent, startNodeAgent } from '../start-node-agent.ts';
import { Servers } from './servers.ts';

export interface AgentSettings {
  readonly config?: Partial<NodeAgentConfig>;
  readonly clock?: () => number;
  /** @default a new one */
  readonly dataDir?: string;
  /** @default errors alone, to standard output */
  readonly logger?: Logger;
  /** Made anew for each agent. @default raw_exec */
  readonly drivers?: () => readonly TaskDriver[];
}

/** A node agent of this process, and the servers. */
export class Cluster extends Servers {
  readonly dataDir: string;
  readonly #settings: AgentSettings;
  #agent: RunningNodeAgent;

  private constructor(
    store: EventStore,
    projection: Projection,
    node: { dataDir: string; agent: RunningNodeAgent; settings: AgentSettings },
  ) {
    super(store, projection);
    this.dataDir = node.dataDir;
    this.#settings = node.settings;
    this.#agent = node.agent;
    this.nodeId = node.agent.nodeId;
  }

  static async start(store: EventStore, settings: AgentSettings = {}): Promise<Cluster> {
    const projection = await Projection.start(store.log);
    const dataDir = settings.dataDir ?? (await mkdtemp(join(tmpdir(), 'steppe-node-')));
    const agent = await startAgent({ store, dataDir, settings });
    const cluster = new Cluster(store, projection, { dataDir, agent, settings });
    await cluster.until(() => projection.state.nodes.has(agent.nodeId));
    return cluster;
  }

  get agent(): RunningNodeAgent {
    return this.#agent;
  }

  /** Starts an agent on the same directory, as a new process does. */
  async restartAgent(store: EventStore = this.store): Promise<void> {
    const { dataDir } = this;
    this.#agent = await startAgent({ store, dataDir, settings: this.#settings });
    this.nodeId = this.#agent.nodeId;
  }

  override async stop(): Promise<void> {
    await this.#agent.close({ stopAllocs: true });
    await super.stop();
    if (this.#settings.dataDir === undefined) {
      await rm(this.dataDir, { recursive: true, force: true });
    }
  }
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
    clock: settings.clock ?? Date.now,
    logger:
      settings.logger ??
      createLogger({ name: 'node-agent', level: process.env['LOG_LEVEL'] ?? 'error' }),
    drivers: settings.drivers?.() ?? [rawExec()],
    config: { dataDir, httpAddr: '127.0.0.1:4646', nodeName: 'n1', ...settings.config },
  });
}

export function rawExec(): RawExecDriver {
  return new RawExecDriver({ enabled: true, onError: rethrow });
}

/** For what a driver tells nobody else: in a test it is a failure. */
export function rethrow(error: unknown): never {
  throw error;
}
