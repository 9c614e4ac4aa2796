import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import type { TlsMaterial } from '@steppe/nest-kit';

/** Sends a request that came in on to a server; what it answers comes as the events of what is returned. */
export type Connector = (incoming: IncomingMessage) => ClientRequest;

/** Over TLS the agent shows its own certificate, and sees to it that the server is one. */
export function connectorTo(
  target: string,
  { tls, serverName }: { tls: TlsMaterial | undefined; serverName: string | undefined },
): Connector {
  const isSecure = target.startsWith('https:');
  const { ca, cert, key } = tls ?? {};
  const secure = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    // An authority of one's own vouches for the cluster alone: whatever a server is called, it is one of ours.
    ...(serverName === undefined && ca !== undefined
      ? { checkServerIdentity: () => undefined }
      : {}),
  };
  return ({ method, url = '/', headers }) => {
    const whole = new URL(url, target);
    return isSecure
      ? requestSecurely(whole, { method, headers, ...secure })
      : request(whole, { method, headers });
  };
}
