import { rm } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const DAEMON = '/var/run/docker.sock';
const REMOVAL_TAKES_MS = 500;

/**
 * Docker's socket of a machine that is so busy that each removal of a container takes a while: whoever asks for one is
 * told, as by a daemon that was asked before, that it is under way.
 */
export class SlowRemoval {
  readonly path: string;
  readonly #server: Server;
  readonly #removals: Promise<unknown>[] = [];

  private constructor(path: string) {
    this.path = path;
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
  }

  static async open(path: string): Promise<SlowRemoval> {
    const proxy = new SlowRemoval(path);
    await new Promise<void>((resolve) => proxy.#server.listen(path, resolve));
    return proxy;
  }

  async close(): Promise<void> {
    await Promise.all(this.#removals);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.path, { force: true });
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    if (asked.method !== 'DELETE') return forward(asked, answer);
    answer.writeHead(409, { 'Content-Type': 'application/json' });
    answer.end(JSON.stringify({ message: 'removal of the container is already in progress' }));
    this.#removals.push(removeLater(asked.url ?? ''));
  }
}

function forward(asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url: path } = asked;
  const passed = request({ socketPath: DAEMON, method, headers, path }, (daemon) => {
    answer.writeHead(daemon.statusCode ?? 500, daemon.headers);
    answer.flushHeaders();
    daemon.pipe(answer);
  });
  answer.on('close', () => passed.destroy());
  passed.on('error', () => answer.destroy());
  asked.pipe(passed);
}

async function removeLater(path: string): Promise<void> {
  await delay(REMOVAL_TAKES_MS);
  await new Promise<void>((resolve, reject) => {
    const removal = request({ socketPath: DAEMON, method: 'DELETE', path }, (daemon) => {
      daemon.resume().on('end', resolve);
    });
    removal.on('error', reject).end();
  });
}
