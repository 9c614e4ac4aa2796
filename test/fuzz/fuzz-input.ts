import { openApiDocument } from '@steppe/api-contract';
import { SeededRandom } from '@steppe/simulator';
import { z } from 'zod';
import { GOOD_BODIES } from './bodies.ts';
import { FILTERS, jobFiles, TEXTS } from './corpus.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateText, oddText } from './mutate-text.ts';
import { JsonSampler } from './sample-json.ts';

export const KINDS = ['job file', 'JSON body', 'filter', 'query string'] as const;
export type Kind = (typeof KINDS)[number];

/** A request that nobody in their right mind would send. */
export interface FuzzInput {
  readonly kind: Kind;
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  readonly body?: string;
}

const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) })
    .optional(),
});
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

interface Route {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  /** The schema of its body; undefined for none. */
  readonly body: unknown;
}

/** Two answer until the caller hangs up, and the third one says 500 on purpose, as Nomad's does. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  '/v1/event/stream',
  '/v1/agent/monitor',
  '/v1/agent/health',
]);
const LISTS = ['/v1/jobs', '/v1/evaluations', '/v1/allocations', '/v1/nodes', '/v1/acl/tokens'];
const COMMON = ['namespace', 'prefix', 'filter', 'per_page', 'next_token', 'reverse', 'index'];

/** Makes inputs from a seed: the same seed and number give the same one. */
export class FuzzInputs {
  readonly #seed: string;
  readonly #jobFiles = jobFiles();
  readonly #components: Readonly<Record<string, unknown>>;
  readonly #withBody: readonly Route[];
  readonly #without: readonly Route[];

  constructor(seed: string) {
    this.#seed = seed;
    const { paths, components } = Document.parse(openApiDocument('0'));
    this.#components = components.schemas;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, value]) => routeOf(method, path, value)),
    );
    const finite = routes.filter(({ path }) => !LEFT_OUT.has(path));
    this.#withBody = finite.filter(({ body }) => body !== undefined);
    this.#without = finite.filter(({ method }) => method !== 'POST');
  }

  at(number: number): FuzzInput {
    const random = new SeededRandom(`${this.#seed}/${number}`);
    const kind = KINDS[number % KINDS.length];
    if (kind === 'job file') return this.#jobFile(random);
    if (kind === 'JSON body') return this.#jsonBody(random);
    return kind === 'filter' ? filterInput(random) : this.#queryString(random);
  }

  #jobFile(random: SeededRandom): FuzzInput {
    const text = random.pick(this.#jobFiles);
    const JobHCL = mutateText(text, random, { other: random.pick(this.#jobFiles), timesMax: 2 });
    const body = JSON.stringify({ JobHCL, Canonicalize: random.chance(0.5) });
    return { kind: 'job file', method: 'POST', path: '/v1/jobs/parse', body };
  }

  #jsonBody(random: SeededRandom): FuzzInput {
    const { method, path, query, body: schema } = this.#routeWithBody(random);
    const sampler = new JsonSampler(random, { components: this.#components, texts: TEXTS });
    const good = GOOD_BODIES[path];
    const value =
      good && random.chance(0.7)
        ? mutateJson(good, random, () => sampler.sample({}))
        : sampler.sample(schema);
    const text = JSON.stringify(value) ?? '';
    const body = random.chance(0.1) ? mutateText(text, random) : text;
    const asked = random.chance(0.3) ? `?${queryText(query, random)}` : '';
    return { kind: 'JSON body', method, path: `${filledPath(path, random)}${asked}`, body };
  }

  /** Those for which a good body is known come more often. */
  #routeWithBody(random: SeededRandom): Route {
    const known = this.#withBody.filter(({ path }) => GOOD_BODIES[path]);
    return random.pick(random.chance(0.5) ? known : this.#withBody);
  }

  #queryString(random: SeededRandom): FuzzInput {
    const { method, path, query } = random.pick(this.#without);
    const asked = `${BRIEF}&${queryText([...COMMON, ...query], random)}`;
    return { kind: 'query string', method, path: `${filledPath(path, random)}?${asked}` };
  }
}

/** The first value of a name counts: so no blocking query waits. */
const BRIEF = 'wait=1ms';

function queryText(names: readonly string[], random: SeededRandom): string {
  if (names.length === 0) return '';
  const pairs = Array.from({ length: random.int(0, 5) }, () => {
    const value = random.pick(TEXTS);
    return `${random.pick(names)}=${random.chance(0.5) ? mutateText(value, random) : value}`;
  });
  return random.chance(0.2) ? mutateText(pairs.join('&'), random) : pairs.join('&');
}

function filterInput(random: SeededRandom): FuzzInput {
  const filter = mutateText(random.pick(FILTERS), random, { other: random.pick(FILTERS) });
  const path = `${random.pick(LISTS)}?filter=${encodeURIComponent(filter.toWellFormed())}`;
  return { kind: 'filter', method: 'GET', path };
}

function filledPath(path: string, random: SeededRandom): string {
  return path.replaceAll(/\{\w+\}/g, () => {
    const text = random.chance(0.2) ? oddText(random) : random.pick(TEXTS);
    return encodeURIComponent(text.toWellFormed());
  });
}

function routeOf(method: string, path: string, value: unknown): Route {
  const { parameters, requestBody } = Operation.parse(value);
  return {
    method: method.toUpperCase(),
    path,
    query: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    body: Object.values(requestBody?.content ?? {})[0]?.schema,
  };
}
