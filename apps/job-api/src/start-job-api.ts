import {
  assertPortFree,
  type HttpServerOptions,
  renewTls,
  serveHttpAddress,
  serveLog,
  serveMovingDisks,
  serveStateHash,
  type TlsMaterial,
} from '@steppe/nest-kit';
import { createApp } from './create-app.ts';
import { SilentConnections } from './http/silent-connections.ts';
import type { JobApiPorts } from './ports.ts';
import { Servers } from './agent/servers.service.ts';
import { TemplateData } from './workload/template-data.service.ts';

export interface JobApiOptions extends JobApiPorts {
  readonly http: Pick<HttpServerOptions, 'tls' | 'limits'> & {
    readonly host: string;
    /** 0: one that is free. */
    readonly port: number;
    /** Where other machines reach it, as `host:port`. Default: where it listens. */
    readonly advertised?: string | undefined;
    /** Put on every answer. */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface RunningJobApi {
  /** Where the API answers, e.g. `http://127.0.0.1:4646`. */
  readonly url: string;
  /** Has it show another certificate. */
  renewTls(tls: TlsMaterial): void;
  /** Answers whoever still waits, and stops listening. */
  close(): Promise<void>;
}

/** @throws SteppeError `PORT_TAKEN` that says who holds the port. */
export async function startJobApi({ http, ...ports }: JobApiOptions): Promise<RunningJobApi> {
  const { host, port, advertised, ...serving } = http;
  if (port !== 0) await assertPortFree({ host, port, purpose: 'the HTTP API' });
  const app = await createApp(ports, serving);
  await app.listen({ host, port });
  const { server } = app.getHttpAdapter().getInstance();
  const silent = new SilentConnections(server);
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  const scheme = http.tls ? 'https' : 'http';
  const url = `${scheme}://${reachableHost(host)}:${boundPort}`;
  const { live } = ports.store;
  const instance = `${ports.agent.name}:${boundPort}`;
  const served = [
    serveHttpAddress(live, advertised ? `${scheme}://${advertised}` : url),
    app.get(TemplateData).serve(live),
    app.get(Servers).announce(),
    serveMovingDisks(ports.store, ports.projection),
    ...(ports.logTap ? [serveLog(live, serverOf(ports.agent), ports.logTap)] : []),
    serveStateHash(live, ports.projection, { service: 'job-api', instance }),
  ];
  return {
    url,
    renewTls: (tls) => renewTls(server, tls),
    close: async () => {
      await Promise.all(served.map((each) => each.stop()));
      silent.close();
      await app.close();
    },
  };
}

function serverOf({ name, region }: JobApiPorts['agent']): { server: string } {
  return { server: `${name}.${region}` };
}

/** A server that listens on every address is reached on this machine's own. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
