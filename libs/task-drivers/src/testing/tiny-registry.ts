import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const run = promisify(execFile);

interface Blob {
  readonly digest: string;
  readonly data: Buffer;
}

/** A registry on this machine that has one image, made from busybox, and asks for a name and a password. */
export class TinyRegistry {
  /** Paths that were asked for with the right password. */
  readonly requests: string[] = [];
  readonly #credentials: string;
  #server: Server | undefined;
  #blobs: ReadonlyMap<string, Blob> = new Map();
  #manifest: Blob | undefined;

  constructor({ username, password }: { username: string; password: string }) {
    this.#credentials = Buffer.from(`${username}:${password}`).toString('base64');
  }

  /** @returns the registry's address, such as `127.0.0.1:5000`, which Docker trusts without TLS. */
  async open(): Promise<string> {
    await this.#makeImage();
    const server = createServer((request, response) => this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #makeImage(): Promise<void> {
    const tar = await run('tar', ['--create', '--directory=/', 'bin/busybox'], {
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
    });
    const layer = blobOf(await promisify(gzip)(tar.stdout));
    const config = blobOf(
      JSON.stringify({
        architecture: process.arch === 'x64' ? 'amd64' : process.arch,
        os: 'linux',
        config: { Entrypoint: ['/bin/busybox'] },
        rootfs: { type: 'layers', diff_ids: [blobOf(tar.stdout).digest] },
      }),
    );
    this.#manifest = blobOf(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST_TYPE,
        config: describe(config, 'application/vnd.docker.container.image.v1+json'),
        layers: [describe(layer, 'application/vnd.docker.image.rootfs.diff.tar.gzip')],
      }),
    );
    this.#blobs = new Map([layer, config].map((blob) => [blob.digest, blob]));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    if (request.headers.authorization !== `Basic ${this.#credentials}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="tiny"' }).end();
      return;
    }
    this.requests.push(`${request.method} ${path}`);
    const manifest = path.includes('/manifests/') ? this.#manifest : undefined;
    const blob = manifest ?? this.#blobs.get(path.slice(path.lastIndexOf('/') + 1));
    if (path === '/v2/') response.writeHead(200).end('{}');
    else if (blob === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, {
        'Content-Type': manifest === undefined ? 'application/octet-stream' : MANIFEST_TYPE,
        'Content-Length': blob.data.length,
        'Docker-Content-Digest': blob.digest,
      });
      response.end(request.method === 'HEAD' ? undefined : blob.data);
    }
  }
}

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

function blobOf(content: Buffer | string): Blob {
  const data = Buffer.from(content);
  return { digest: `sha256:${createHash('sha256').update(data).digest('hex')}`, data };
}

function describe({ digest, data }: Blob, mediaType: string): object {
  return { mediaType, size: data.length, digest };
}
