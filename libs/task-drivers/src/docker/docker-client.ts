import Docker from 'dockerode';

/** Connects to an endpoint such as `unix:///run/docker.sock`; without one as Docker's own tools do, by DOCKER_HOST. */
export function dockerClient(endpoint: string | undefined): Docker {
  if (endpoint === undefined || endpoint === '') return new Docker();
  const url = new URL(endpoint.includes('://') ? endpoint : `unix://${endpoint}`);
  if (url.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return new Docker({ protocol, host: url.hostname, port: url.port === '' ? 2375 : url.port });
}
