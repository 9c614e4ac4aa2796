import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmountBelow } from '@steppe/alloc-runner';
import { freePorts } from './free-ports.ts';
import { Background, type Output, ROOT, steppe } from './processes.ts';

const QUICKSTART = join(ROOT, 'examples/quickstart');

type AgentName = 'server' | 'client1' | 'client2';

/**
 * The quick start's three agents as processes of their own, over the nats-server that the server starts. Its
 * files are used as they are; a second file moves ports and directories to free ones.
 */
export class Cluster {
  readonly dir: string;
  readonly api: string;
  readonly rpcPort: number;
  /** The port that the job file asks for, in the place of its 5678. */
  readonly jobPort: number;
  readonly agents = new Map<AgentName, Background>();
  readonly #ports: Readonly<Record<AgentName, number>>;
  readonly #serfPort: number;

  private constructor(dir: string, ports: readonly number[]) {
    const [http = 0, rpc = 0, serf = 0, client1 = 0, client2 = 0, job = 0] = ports;
    this.dir = dir;
    this.api = `http://127.0.0.1:${http}`;
    this.rpcPort = rpc;
    this.jobPort = job;
    this.#serfPort = serf;
    this.#ports = { server: http, client1, client2 };
  }

  static async prepare(): Promise<Cluster> {
    return new Cluster(await mkdtemp(join(tmpdir(), 'steppe-e2e-')), await freePorts(6));
  }

  static async start(
    names: readonly AgentName[] = ['server', 'client1', 'client2'],
  ): Promise<Cluster> {
    const cluster = await Cluster.prepare();
    for (const name of names) await cluster.startAgent(name);
    return cluster;
  }

  /** Where an agent answers; a client passes on what it is asked. */
  apiOf(name: AgentName): string {
    return `http://127.0.0.1:${this.#ports[name]}`;
  }

  dataDir(name: AgentName): string {
    return join(this.dir, name);
  }

  /** Starts an agent, or starts it again on the directory that it had. */
  async startAgent(
    name: AgentName,
    overrides: Readonly<Record<string, unknown>> = {},
  ): Promise<Background> {
    const agent = this.launchAgent(name, await this.#overrides(name, overrides));
    this.agents.set(name, agent);
    await agent.prints('agent is up');
    return agent;
  }

  /** Starts an agent without waiting for it, e.g. because it must fail. */
  async launch(
    name: AgentName,
    overrides: Readonly<Record<string, unknown>> = {},
    env: NodeJS.ProcessEnv = {},
  ): Promise<Background> {
    return this.launchAgent(name, await this.#overrides(name, overrides), env);
  }

  private launchAgent(name: AgentName, overrides: string, env: NodeJS.ProcessEnv = {}): Background {
    return Background.steppe(
      ['agent', '-config', join(QUICKSTART, `${name}.hcl`), '-config', overrides],
      { env: { STEPPE_DURABILITY: 'strict', ...env } },
    );
  }

  httpPort(name: AgentName): number {
    return this.#ports[name];
  }

  agent(name: AgentName): Background {
    const agent = this.agents.get(name);
    if (!agent) throw new Error(`${name} was not started`);
    return agent;
  }

  steppe(...args: string[]): Promise<Output> {
    return steppe(args, { api: this.api });
  }

  /** The quick start's job, on a free port. */
  async jobFile(): Promise<string> {
    const text = await readFile(join(QUICKSTART, 'hello.nomad'), 'utf8');
    const path = join(this.dir, 'hello.nomad');
    await writeFile(path, text.replaceAll('5678', String(this.jobPort)));
    return path;
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(this.api + path);
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** Stops what was started, the clients first, and removes the directories. */
  async close(): Promise<void> {
    const agents = [...this.agents.entries()].toReversed();
    for (const [, agent] of agents) await agent.end('SIGTERM');
    await unmountBelow(this.dir);
    await rm(this.dir, { recursive: true, force: true });
  }

  async #overrides(name: AgentName, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const path = join(this.dir, `${name}.json`);
    const ports =
      name === 'server'
        ? { http: this.#ports.server, rpc: this.rpcPort, serf: this.#serfPort }
        : { http: this.#ports[name] };
    const client = { enabled: true, servers: [`127.0.0.1:${this.rpcPort}`] };
    const overrides = {
      data_dir: this.dataDir(name),
      ports,
      ...(name === 'server' ? {} : { client }),
      ...more,
    };
    await writeFile(path, JSON.stringify(overrides));
    return path;
  }
}
