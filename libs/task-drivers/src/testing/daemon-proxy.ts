import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a driver and Docker's socket, so that the daemon can seem to go away and come back. */
export class DaemonProxy {
  readonly path: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(path: string) {
    this.path = path;
  }

  async open(): Promise<void> {
    const server = createServer((client) => {
      const daemon = connect('/var/run/docker.sock');
      for (const socket of [client, daemon]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
      client.pipe(daemon).pipe(client);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.path, resolve));
  }

  /** Cuts all connections and refuses new ones. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
    await rm(this.path, { force: true });
  }
}
