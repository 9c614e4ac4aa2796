import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows the connections on which nothing was asked yet, as browsers and HTTP clients open them in advance. A server that
 * closes waits for them, though nobody waits for it.
 */
export class SilentConnections {
  readonly #silent = new Set<Socket>();

  constructor(server: Pick<Server, 'on'>) {
    server.on('connection', (socket: Socket) => {
      this.#silent.add(socket);
      socket.once('close', () => this.#silent.delete(socket));
    });
    server.on('request', ({ socket }: { socket: Socket }) => this.#silent.delete(socket));
  }

  close(): void {
    for (const socket of this.#silent) socket.destroy();
  }
}
