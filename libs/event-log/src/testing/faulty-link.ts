import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A wire between a client and a server on this machine, in which a test brings faults about. */
export interface FaultyLink {
  readonly url: string;
  /** Lets nothing through any more, and tells neither side, as when a machine loses its power. */
  freeze(): void;
  /** Loses what the server sends from now on, while the client is still heard; `lost` resolves when it lost something. */
  mute(): { readonly lost: Promise<void> };
  /** Lets the server be heard again. What was lost stays lost. */
  unmute(): void;
  /** Ends all connections; new ones get through. */
  cut(): void;
  close(): Promise<void>;
}

/** Opens a wire to a port on this machine. */
export async function startFaultyLink(targetPort: number): Promise<FaultyLink> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let muted: PromiseWithResolvers<void> | undefined;
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (muted && from === far) muted.resolve();
        else if (!isFrozen) to.write(bytes);
      });
      // The other side learns of an end or a reset by losing its own connection.
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        if (!isFrozen) to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the wire has no port');
  const cut = () => {
    isFrozen = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `nats://127.0.0.1:${address.port}`,
    freeze: () => {
      isFrozen = true;
    },
    mute: () => {
      muted = Promise.withResolvers<void>();
      return { lost: muted.promise };
    },
    unmute: () => {
      muted = undefined;
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
