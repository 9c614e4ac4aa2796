import type { z } from 'zod';
import { ApiError, ConnectionError } from './api-error.ts';
import { type TlsConnectOptions, tlsConnectOptions, type TlsOptions } from './tls.ts';

export interface ClientOptions {
  /** e.g. `http://127.0.0.1:4646`. */
  readonly address: string;
  readonly namespace?: string | undefined;
  readonly region?: string | undefined;
  /** Ask for the state of an earlier index or time; what answers of the present alone then refuses. */
  readonly at?: string | undefined;
  /** ACL token. */
  readonly token?: string | undefined;
  /** `user:password` of HTTP basic authentication, which a proxy before the API may want. */
  readonly basicAuth?: string | undefined;
  readonly tls?: TlsOptions | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface RawRequest {
  readonly method: string;
  readonly query?: Query | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What an answer says beside its body. */
export interface Answered<T> {
  readonly value: T;
  /** `X-Nomad-Index`: pass it as `index` to wait for a change. 0 when the answer has none. */
  readonly index: number;
  /** `X-Nomad-NextToken`: pass it as `next_token` for the next page; empty on the last one. */
  readonly nextToken: string;
}

/** Calls the `/v1` API. Answers are checked against the schema that the caller expects. */
export class HttpClient {
  readonly #options: ClientOptions;
  readonly #tls: TlsConnectOptions;
  /** fetch as Node brings it, until TLS options ask for one that takes them. */
  #fetching: Promise<Fetch> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#tls = tlsConnectOptions(options.tls);
  }

  get address(): string {
    return this.#options.address;
  }

  get token(): string | undefined {
    return this.#options.token;
  }

  /** What a connection to the API must be opened with. */
  get tlsOptions(): TlsConnectOptions {
    return this.#tls;
  }

  /** Where a websocket of the API is. @throws ConnectionError when the address is none. */
  socketUrl(path: string, query: Query): URL {
    const url = this.#url(path, query);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return url;
  }

  /**
   * @throws ApiError when the API says no, or what the schema does not expect; ConnectionError when it does
   *   not answer.
   */
  async call<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    options: RequestOptions = {},
  ): Promise<Answered<T>> {
    const response = await this.#fetch(method, path, options);
    const text = await this.#reading(response.text(), options.signal);
    const parsed = schema.safeParse(jsonOf(text));
    if (!parsed.success) {
      const [fault] = parsed.error.issues;
      const where = fault?.path.join('.') || 'its root';
      const what = `${method} ${path} gave an unexpected answer at ${where}: ${fault?.message}`;
      throw new ApiError(response.status, what);
    }
    return {
      value: parsed.data,
      index: Number(response.headers.get('x-nomad-index') ?? 0),
      nextToken: response.headers.get('x-nomad-nexttoken') ?? '',
    };
  }

  /**
   * The bytes of an answer as they come, e.g. a task's log.
   *
   * @throws as `call`; ConnectionError also when the answer breaks off.
   */
  async *stream(path: string, options: RequestOptions = {}): AsyncGenerator<Uint8Array> {
    const response = await this.#fetch('GET', path, options);
    if (!response.body) return;
    try {
      yield* response.body;
    } catch (cause) {
      throw this.#lost(cause, options.signal);
    }
  }

  /**
   * Sends a request as it is given. @returns the answer, whatever its status.
   * @param target a path of the API, or a whole URL.
   */
  async send(
    target: string,
    { method, query, headers, body, signal }: RawRequest,
  ): Promise<Response> {
    const url = this.#url(target, query);
    this.#fetching ??= fetchWith(this.#tls);
    const fetchFromApi = await this.#fetching;
    const sent = fetchFromApi(url, {
      method,
      signal: signal ?? null,
      headers: { ...this.authHeaders, ...headers },
      body: body ?? null,
    });
    return this.#reading(sent, signal);
  }

  /** What tells the API who asks. */
  get authHeaders(): Readonly<Record<string, string>> {
    const { token, basicAuth } = this.#options;
    return {
      ...(token ? { 'X-Nomad-Token': token } : {}),
      ...(basicAuth ? { Authorization: `Basic ${Buffer.from(basicAuth).toString('base64')}` } : {}),
    };
  }

  /** Where a request goes. @throws ConnectionError when that is no URL. */
  urlOf(target: string, query?: Query): URL {
    return this.#url(target, query);
  }

  async #fetch(
    method: string,
    path: string,
    { query, body, signal }: RequestOptions,
  ): Promise<Response> {
    const json =
      body === undefined
        ? {}
        : {
            headers: { 'Content-Type': 'application/json' },
            body: new TextEncoder().encode(JSON.stringify(body)),
          };
    const response = await this.send(path, { method, query, signal, ...json });
    if (!response.ok) throw new ApiError(response.status, (await response.text()).trim());
    return response;
  }

  async #reading<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw this.#lost(cause, signal);
    }
  }

  /** Whatever goes wrong with the connection is a ConnectionError, unless the caller gave up. */
  #lost(cause: unknown, signal: AbortSignal | undefined): unknown {
    return signal?.aborted ? cause : new ConnectionError(this.#options.address, cause);
  }

  #url(path: string, query: Query = {}): URL {
    const { address, namespace, region, at } = this.#options;
    if (!URL.canParse(path, address))
      throw new ConnectionError(address, 'that is no URL, such as http://127.0.0.1:4646');
    const url = new URL(path, address);
    // What a query leaves undefined is as the client's options say.
    for (const [key, value] of [
      ...Object.entries({ namespace, region, at }),
      ...Object.entries(query),
    ]) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    return url;
  }
}

type Fetch = (url: URL, request: FetchRequest) => Promise<Response>;

interface FetchRequest {
  readonly method: string;
  readonly signal: AbortSignal | null;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** Node's own fetch takes no certificates, and undici is loaded only by whoever needs that. */
async function fetchWith(tls: TlsConnectOptions): Promise<Fetch> {
  if (Object.keys(tls).length === 0) return fetch;
  const undici = await import('undici');
  const dispatcher = new undici.Agent({ connect: { ...tls } });
  return async (url, request) => undici.fetch(url, { ...request, dispatcher });
}

/** The value of a JSON text; undefined, which no schema expects, when it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
