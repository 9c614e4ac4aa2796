import { join } from 'node:path';
import { type NatsServer, startNatsServer } from '@steppe/event-log/testing';
import { freePorts } from './free-ports.ts';
import { Background, ROOT } from './processes.ts';

/** Also where nobody hurries: a test has a limit of its own. */
const START_TIMEOUT_MS = 300_000;

type ServiceName = 'eval-broker' | 'job-api' | 'node-agent' | 'scheduler-worker';

/** The services, each a process of its own, over a real nats-server: as `docker compose` runs them. */
export class Services {
  readonly api: string;
  readonly nats: NatsServer;
  readonly #httpPort: number;
  readonly #processes = new Map<number, Background>();
  readonly #names = new Map<number, ServiceName>();

  private constructor(nats: NatsServer, httpPort: number) {
    this.nats = nats;
    this.#httpPort = httpPort;
    this.api = `http://127.0.0.1:${httpPort}`;
  }

  static async start(names: readonly ServiceName[]): Promise<Services> {
    const [httpPort = 0] = await freePorts(1);
    const services = new Services(await startNatsServer(), httpPort);
    try {
      await Promise.all(names.map(async (name) => await services.startOne(name)));
      return services;
    } catch (error) {
      await services.close();
      throw error;
    }
  }

  /** How many run. */
  get size(): number {
    return this.#processes.size;
  }

  /** The pid of the last that was started, by its name. */
  get pids(): ReadonlyMap<string, number> {
    return new Map([...this.#names].map(([pid, name]) => [name, pid]));
  }

  /** Starts one more, and resolves when its view has caught up. @returns its pid. */
  async startOne(name: ServiceName, env: NodeJS.ProcessEnv = {}): Promise<number> {
    const service = new Background(process.execPath, [join(ROOT, 'apps', name, 'dist/main.js')], {
      env: {
        NATS_URL: this.nats.url,
        HTTP_ADDR: '127.0.0.1',
        PORT: String(this.#httpPort),
        LOG_LEVEL: 'info',
        ...env,
      },
    });
    this.#processes.set(service.pid, service);
    this.#names.set(service.pid, name);
    await service.prints(`${name} is up`, { timeoutMs: START_TIMEOUT_MS });
    return service.pid;
  }

  /** Ends the service that an entry of the log names as its actor, as `kill -9` does, without waiting for it. */
  kill(actor: string): Promise<unknown> {
    const pid = Number(actor.split(':').at(-1));
    const service = this.#processes.get(pid);
    if (!service) throw new Error(`${actor} is none of the services that run`);
    this.#processes.delete(pid);
    return service.end('SIGKILL');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((service) => service.end('SIGTERM')));
    await this.nats.stop();
  }
}
