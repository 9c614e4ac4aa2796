import type { z } from 'zod';

/** One operation of the API, as the OpenAPI document describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** With parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** A blocking query: takes `index` and `wait`, and answers with `X-Nomad-Index`. */
  readonly isBlocking?: boolean;
  /** A list in pages: takes `per_page`, `next_token` and `reverse`. */
  readonly isPaged?: boolean;
  /** Further parameters of the query string, with what they do. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** The answer; a schema without an ID is described in place. */
  readonly answer: z.ZodType;
  /** Default: `application/json`. */
  readonly answerType?: string;
}
