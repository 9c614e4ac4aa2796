import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What the libraries for JWT and OIDC ask of a fetch. */
interface FetchOptions {
  readonly method: string;
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 10_000;
const ANSWER_MAX_BYTES = 1024 * 1024;

/**
 * A fetch for what providers publish: it trusts the given authorities in place of the system's, follows no redirection,
 * and takes neither long nor much.
 *
 * @param caPems authorities as PEM; none: the system's.
 */
export function trustingFetch(
  caPems: readonly string[],
): (url: string, options: FetchOptions) => Promise<Response> {
  const ca = caPems.length > 0 ? [...caPems] : undefined;
  return async (url, { method, headers, body, signal }) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const options = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(ca ? { ca } : {}),
    };
    return new Promise<Response>((resolve, reject) => {
      const outgoing = send(url, options, (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > ANSWER_MAX_BYTES) {
            incoming.destroy(new Error(`${url} answers with more than ${ANSWER_MAX_BYTES} bytes`));
          }
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode: status = 502, headers: given } = incoming;
          if (status < 200 || status > 599) return reject(new Error(`${url} answers ${status}`));
          const type = given['content-type'];
          const init = { status, headers: type === undefined ? {} : { 'content-type': type } };
          resolve(new Response(hasNoBody(status) ? null : Buffer.concat(chunks), init));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body === undefined || body === null ? undefined : textOf(body));
    });
  };
}

/** A body of a form, or a text. */
function textOf(body: unknown): string {
  if (body instanceof URLSearchParams) return body.toString();
  if (typeof body === 'string') return body;
  throw new TypeError('a request to a provider has a form as its body');
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}
