import { once } from 'node:events';
import { createServer } from 'node:http';
import { Failure } from './failure.ts';
import { systemErrorCode } from './system-error-code.ts';

export interface OidcCallback {
  /** What the provider sent the browser back with. Rejects when it says no, or nobody comes. */
  readonly arrived: Promise<{ readonly code: string; readonly state: string }>;
  close(): void;
}

/** Whoever has not logged in after that has given up. */
const WAIT_MS = 5 * 60_000;

/** Waits on this machine for the browser that comes back from the provider. */
export async function awaitOidcCallback(
  address: string,
  signal: AbortSignal,
): Promise<OidcCallback> {
  const { hostname, port } = new URL(`http://${address}`);
  const arrived = Promise.withResolvers<{ code: string; state: string }>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${address}`);
    if (pathname !== '/oidc/callback') {
      response.writeHead(404).end();
      return;
    }
    const [code, state] = [searchParams.get('code'), searchParams.get('state')];
    const error = searchParams.get('error_description') ?? searchParams.get('error');
    response.writeHead(200, { 'Content-Type': 'text/plain', Connection: 'close' });
    response.end('You may close this page, and go back to the terminal.\n');
    if (code !== null && state !== null) arrived.resolve({ code, state });
    else arrived.reject(new Failure(`The provider refused the login: ${error ?? 'no code came'}`));
  });
  try {
    server.listen(Number(port || '4649'), hostname);
    await once(server, 'listening');
  } catch (cause) {
    const code = systemErrorCode(cause) ?? 'it failed';
    throw new Failure(`Cannot listen at ${address}: ${code}; see -oidc-callback-addr`, { cause });
  }
  const timer = setTimeout(() => arrived.reject(new Failure('Nobody has logged in')), WAIT_MS);
  signal.addEventListener('abort', () => arrived.reject(signal.reason), { once: true });
  return {
    arrived: arrived.promise,
    close: () => {
      clearTimeout(timer);
      server.close();
    },
  };
}
