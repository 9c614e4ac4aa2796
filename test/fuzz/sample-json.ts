import type { SeededRandom } from '@steppe/simulator';
import { z } from 'zod';
import { oddText } from './mutate-text.ts';

/** As much of JSON Schema as the API's document uses. */
const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
});

type Schema = z.infer<typeof Schema>;

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 63),
  '',
  [],
  {},
  [[]],
  [null],
  { '': null },
  { __proto__: { a: 1 } },
];
const DEPTH_MAX = 7;

/** Makes values up that a schema allows, and now and then one that it does not. */
export class JsonSampler {
  readonly #random: SeededRandom;
  readonly #components: Readonly<Record<string, unknown>>;
  readonly #texts: readonly string[];

  /** @param texts that mean something to the API, such as names. */
  constructor(
    random: SeededRandom,
    {
      components,
      texts,
    }: { components: Readonly<Record<string, unknown>>; texts: readonly string[] },
  ) {
    this.#random = random;
    this.#components = components;
    this.#texts = texts;
  }

  sample(schema: unknown, depth = 0): unknown {
    if (this.#random.chance(0.03)) return this.#random.pick(ODD_VALUES);
    const { $ref, type, anyOf, enum: choices, ...rest } = Schema.parse(schema ?? {});
    if ($ref !== undefined) {
      return this.sample(this.#components[$ref.split('/').at(-1) ?? ''], depth);
    }
    if (anyOf && anyOf.length > 0) return this.sample(this.#random.pick(anyOf), depth);
    if (choices && choices.length > 0) return this.#random.pick(choices);
    const wanted = Array.isArray(type) ? this.#random.pick(type) : type;
    if (wanted === 'object') return this.#object(rest, depth);
    if (wanted === 'array') return this.#array(rest.items, depth);
    return this.#scalar(wanted);
  }

  text(): string {
    return this.#random.chance(0.2) ? oddText(this.#random) : this.#random.pick(this.#texts);
  }

  #scalar(type: string | undefined): unknown {
    if (type === 'string') return this.text();
    if (type === 'boolean') return this.#random.chance(0.5);
    const isNumber = type === 'integer' || type === 'number';
    const numbers = [0, 1, 2, 50, 1000, 15_000_000_000, this.#random.int(-5, 70_000)];
    return this.#random.pick(isNumber ? numbers : ODD_VALUES);
  }

  #object(
    { properties = {}, additionalProperties }: Pick<Schema, 'properties' | 'additionalProperties'>,
    depth: number,
  ): Record<string, unknown> {
    const share = depth > DEPTH_MAX ? 0 : 0.7;
    const wanted = Object.entries(properties).filter(() => this.#random.chance(share));
    const fields = wanted.map(([name, schema]) => [name, this.sample(schema, depth + 1)] as const);
    const isMap = typeof additionalProperties === 'object' && depth < DEPTH_MAX;
    const extra = isMap
      ? [[this.text(), this.sample(additionalProperties, depth + 1)] as const]
      : [];
    return Object.fromEntries([...fields, ...extra]);
  }

  #array(items: unknown, depth: number): unknown[] {
    const length = depth > DEPTH_MAX ? 0 : this.#random.pick([0, 1, 1, 2, 3]);
    return Array.from({ length }, () => this.sample(items, depth + 1));
  }
}
