import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import type { DockerDriverOptions } from './docker-options.ts';

/**
 * Connects to an endpoint such as `unix:///run/docker.sock`; without one as Docker's own tools do, by DOCKER_HOST.
 *
 * @throws Error when a file of the connection's TLS can't be read.
 */
export function dockerClient({
  endpoint,
  tls,
}: Pick<DockerDriverOptions, 'endpoint' | 'tls'>): Docker {
  if (endpoint === undefined || endpoint === '') return new Docker();
  const url = new URL(endpoint.includes('://') ? endpoint : `unix://${endpoint}`);
  if (url.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
  const hasTls = url.protocol === 'https:' || tls !== undefined;
  const port = url.port === '' ? (hasTls ? 2376 : 2375) : url.port;
  const secrets = { ca: read(tls?.ca), cert: read(tls?.cert), key: read(tls?.key) };
  const given = Object.entries(secrets).filter(([, value]) => value !== undefined);
  return new Docker({
    protocol: hasTls ? 'https' : 'http',
    host: url.hostname,
    port,
    ...Object.fromEntries(given),
  });
}

function read(file: string | undefined): string | undefined {
  return file === undefined || file === '' ? undefined : readFileSync(file, 'utf8');
}
