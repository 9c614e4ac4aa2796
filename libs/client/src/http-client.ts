import type { z } from 'zod';
import { ApiError, ConnectionError } from './api-error.ts';

export interface ClientOptions {
  /** e.g. `http://127.0.0.1:4646`. */
  readonly address: string;
  readonly namespace?: string | undefined;
  readonly region?: string | undefined;
  /** ACL token. */
  readonly token?: string | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
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

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.address;
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
    const parsed = schema.safeParse(await response.json());
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

  /** The bytes of an answer as they come, e.g. a task's log. */
  async *stream(path: string, options: RequestOptions = {}): AsyncGenerator<Uint8Array> {
    const response = await this.#fetch('GET', path, options);
    if (response.body) yield* response.body;
  }

  async #fetch(
    method: string,
    path: string,
    { query, body, signal }: RequestOptions,
  ): Promise<Response> {
    const url = this.#url(path, query);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        signal: signal ?? null,
        headers: {
          ...(this.#options.token ? { 'X-Nomad-Token': this.#options.token } : {}),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new ConnectionError(this.#options.address, cause);
    }
    if (!response.ok) throw new ApiError(response.status, (await response.text()).trim());
    return response;
  }

  #url(path: string, query: Query = {}): URL {
    const url = new URL(path, this.#options.address);
    const { namespace, region } = this.#options;
    for (const [key, value] of Object.entries({ namespace, region, ...query })) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    return url;
  }
}
