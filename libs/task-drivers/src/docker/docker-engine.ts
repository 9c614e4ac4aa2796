import { existsSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { DockerDriverOptions } from './docker-options.ts';

const USUAL_SOCKET = '/var/run/docker.sock';

/**
 * A Docker engine. Whoever works with containers gets its client; whoever only looks, as a node does on which there are
 * none, asks without: the client's libraries take 10 MiB, and are loaded when they are needed.
 */
export class DockerEngine {
  readonly #options: Docker.DockerOptions | undefined;
  #client: Promise<Docker> | undefined;

  /**
   * @param endpoint such as `unix:///run/docker.sock`; without one as Docker's own tools do, by DOCKER_HOST.
   * @throws Error when a file of the connection's TLS can't be read.
   */
  constructor(connection: Pick<DockerDriverOptions, 'endpoint' | 'tls'>) {
    this.#options = connectionOf(connection);
  }

  client(): Promise<Docker> {
    this.#client ??= import('dockerode').then(({ default: Client }) => new Client(this.#options));
    return this.#client;
  }

  /**
   * Asks for what is at a path such as `/info`.
   *
   * @throws Error with the answer's `statusCode` when that is not 200.
   */
  async get(path: string, signal?: AbortSignal): Promise<unknown> {
    const socketPath = this.#options === undefined ? socketByEnv() : this.#options.socketPath;
    if (socketPath !== undefined) return askSocket({ socketPath, path, signal });
    const { modem } = await this.client();
    return new Promise((resolve, reject) => {
      const statusCodes = { 200: true };
      const options = { path, method: 'GET', statusCodes, ...(signal && { abortSignal: signal }) };
      modem.dial(options, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }
}

async function askSocket(options: {
  readonly socketPath: string;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(options, resolve).on('error', reject).end();
  const answer = await promise;
  const content = await json(answer);
  const { statusCode } = answer;
  if (statusCode === 200) return content;
  throw Object.assign(new Error(`status ${statusCode}`), { statusCode, json: content });
}

/** Where the client finds a socket by itself; undefined when DOCKER_HOST is none. */
function socketByEnv(): string | undefined {
  const host = process.env['DOCKER_HOST'] ?? '';
  if (host !== '' && !host.startsWith('unix://')) return undefined;
  const named = host.slice('unix://'.length);
  if (named !== '') return named;
  const ofUser = join(homedir(), '.docker/run/docker.sock');
  return existsSync(ofUser) ? ofUser : USUAL_SOCKET;
}

function connectionOf({
  endpoint,
  tls,
}: Pick<DockerDriverOptions, 'endpoint' | 'tls'>): Docker.DockerOptions | undefined {
  if (endpoint === undefined || endpoint === '') return undefined;
  const url = new URL(endpoint.includes('://') ? endpoint : `unix://${endpoint}`);
  if (url.protocol === 'unix:') return { socketPath: url.pathname };
  const hasTls = url.protocol === 'https:' || tls !== undefined;
  const port = url.port === '' ? (hasTls ? 2376 : 2375) : url.port;
  const secrets = { ca: read(tls?.ca), cert: read(tls?.cert), key: read(tls?.key) };
  const given = Object.entries(secrets).filter(([, value]) => value !== undefined);
  return {
    protocol: hasTls ? 'https' : 'http',
    host: url.hostname,
    port,
    ...Object.fromEntries(given),
  };
}

function read(file: string | undefined): string | undefined {
  return file === undefined || file === '' ? undefined : readFileSync(file, 'utf8');
}
