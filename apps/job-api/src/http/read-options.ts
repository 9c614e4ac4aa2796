import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type State, SteppeError } from '@steppe/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { admissionOf } from '../access/caller.ts';
import { parseDurationMs, parseFlag, parseWhole } from './go-values.ts';

const DEFAULT_WAIT_MS = 300_000;
const MAX_WAIT_MS = 600_000;

/** A query string, of which the first value of each name counts. */
export class QueryString {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: unknown) {
    this.#values = isRecord(values) ? values : {};
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  }

  /** All values of a name that may be given more than once. */
  all(name: string): string[] {
    const value = this.#values[name];
    return [value].flat().filter((each) => typeof each === 'string');
  }

  flag(name: string): boolean | undefined {
    return parseFlag(name, this.text(name));
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }
}

/** What every read may be asked for. */
export interface ReadOptions {
  readonly query: QueryString;
  /** Answer only once the index is greater; 0: at once. */
  readonly minIndex: number;
  readonly waitMs: number;
  /** `*`: all of them. */
  readonly namespace: string;
  /** Whether a namespace is asked for, and whoever asks may see it. */
  readonly inScope: (namespace: string) => boolean;
  /** Whether whoever asks may see what this route shows of a namespace. */
  readonly sees: (namespace: string) => boolean;
  readonly prefix: string;
  /** 0: no pages. */
  readonly perPage: number;
  readonly nextToken: string;
  readonly reverse: boolean;
  readonly filter: string;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
  /** Two requests with the same are the same, and sent by the same: of one state they are answered the same. */
  readonly sameAs: string;
  /** The state that is asked about; undefined: the present one. */
  readonly past: State | undefined;
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
export function parseReadOptions(
  values: unknown,
  about: Pick<ReadOptions, 'signal' | 'sees' | 'sameAs' | 'past'>,
): ReadOptions {
  const { sees } = about;
  const query = new QueryString(values);
  const namespace = query.text('namespace') || 'default';
  return {
    query,
    // What is past does not change any more.
    minIndex: about.past ? 0 : whole(query.text('index'), 'Invalid index'),
    waitMs: waitOf(query.text('wait')),
    namespace,
    inScope: (name) => (namespace === '*' || name === namespace) && sees(name),
    prefix: query.text('prefix') ?? '',
    perPage: whole(query.text('per_page'), 'Expect a number for `per_page` query string parameter'),
    nextToken: query.text('next_token') ?? '',
    reverse: query.flag('reverse') ?? false,
    filter: query.text('filter') ?? '',
    ...about,
  };
}

function waitOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_WAIT_MS;
  const waitMs = parseDurationMs(text);
  if (waitMs === undefined) throw new SteppeError('REQUEST_INVALID', 'Invalid wait time');
  return Math.min(waitMs, MAX_WAIT_MS);
}

function whole(text: string | undefined, complaint: string): number {
  const value = parseWhole(text || '0');
  if (value === undefined) throw new SteppeError('REQUEST_INVALID', complaint);
  return value;
}

/** Gives a handler the options of its request. */
export const Options = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  const reply = http.getResponse<FastifyReply>();
  const request = http.getRequest<FastifyRequest>();
  const { seesNamespace: sees, caller, past } = admissionOf(request);
  const sameAs = `${caller.secret} ${request.url}`;
  return parseReadOptions(request.query, { signal: goneSignal(reply), sees, sameAs, past });
});

/** Aborted when the client went away before it had its answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
