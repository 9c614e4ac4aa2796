import type { AgentConfig } from '@steppe/hcl';
import type { HttpServerOptions } from '@steppe/nest-kit';
import type { TlsSettings } from './tls-settings.ts';

/** Where an agent's API listens, and how. */
export interface HttpServing extends Pick<HttpServerOptions, 'tls' | 'limits'> {
  readonly host: string;
  readonly port: number;
  /** Where others reach it, as `host:port`; undefined: where it listens. */
  readonly advertised: string | undefined;
  /** Put on every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

export function httpServingOf(config: AgentConfig, { http: tls }: TlsSettings): HttpServing {
  const { addresses, bindAddr, ports, advertise, limits } = config;
  return {
    host: addresses.http ?? bindAddr,
    port: ports.http,
    advertised: advertise.http ? withPort(advertise.http, ports.http) : undefined,
    headers: config.httpApiResponseHeaders,
    tls,
    limits: {
      connectionsPerClientMax: limits.httpMaxConnsPerClient,
      requestsPerSecondMax: limits.httpMaxRequestsPerSecond,
      handshakeTimeoutMs: limits.httpsHandshakeTimeoutMs,
    },
  };
}

/** Where others reach this agent's API, as `host:port`. */
export function httpAddressOf({ host, port, advertised }: HttpServing): string {
  return advertised ?? `${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

function withPort(address: string, port: number): string {
  return /:\d+$/.test(address) ? address : `${address}:${port}`;
}
