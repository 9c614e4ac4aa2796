import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Who may have the file at a path. */
export type Admits = (request: IncomingMessage, path: string) => boolean;

/** Serves what a test has in its memory, by default to those who bring the header `x-key: 1` where a path begins with `/closed/`. */
export async function serveFiles(
  files: Readonly<Record<string, Buffer | string>>,
  admits: Admits = ({ headers }, path) => !path.startsWith('/closed/') || headers['x-key'] === '1',
): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url ?? '', 'http://localhost').pathname);
    const isClosed = !admits(request, path);
    const file = files[path];
    if (file === undefined || isClosed) response.writeHead(isClosed ? 403 : 404).end();
    else response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { port } = isAddress(address) ? address : { port: 0 };
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

const isAddress = (
  address: ReturnType<ReturnType<typeof createServer>['address']>,
): address is AddressInfo => typeof address === 'object' && address !== null;
