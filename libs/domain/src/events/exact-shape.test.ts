import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import {
  blocksEval,
  collects,
  completesEval,
  createsDeployment,
  places,
  registersJob,
  registersNode,
  stopsAlloc,
} from '../state/fold.fixtures.ts';
import { Commit } from './commit.ts';
import { exactShapeOf } from './exact-shape.ts';

const Named = z.object({ type: z.literal('named'), name: z.string().min(1) });
const Counted = z.object({ type: z.literal('counted'), count: z.int().positive().optional() });

test.each([
  { title: 'text', schema: z.string(), exact: ['', 'a'], not: [1, null] },
  { title: 'text with a least length', schema: z.string().min(2), exact: ['ab'], not: ['a'] },
  {
    title: 'text of a pattern, which only parsing knows',
    schema: z.string().regex(/a/),
    exact: [],
    not: ['a'],
  },
  { title: 'text that parsing changes', schema: z.string().trim(), exact: [], not: ['a'] },
  { title: 'a number', schema: z.number(), exact: [0.5, -1], not: ['1', Infinity, NaN] },
  { title: 'an integer', schema: z.int(), exact: [0, -1], not: [0.5, 2 ** 53] },
  { title: 'a bounded integer', schema: z.int().min(1).max(3), exact: [1, 3], not: [0, 4] },
  { title: 'a positive number', schema: z.number().positive(), exact: [0.1], not: [0, -1] },
  { title: 'a boolean', schema: z.boolean(), exact: [true], not: ['true', 0] },
  { title: 'a literal', schema: z.literal(1), exact: [1], not: [2, '1'] },
  { title: 'an enumeration', schema: z.enum(['a', 'b']), exact: ['b'], not: ['c'] },
  {
    title: 'a part of an enumeration',
    schema: z.enum(['a', 'b']).exclude(['a']),
    exact: ['b'],
    not: ['a'],
  },
  { title: 'anything', schema: z.unknown(), exact: [1, null, {}], not: [] },
  { title: 'what may be null', schema: z.string().nullable(), exact: ['', null], not: [1] },
  { title: 'one of several', schema: z.union([z.string(), z.int()]), exact: ['a', 1], not: [true] },
  { title: 'a list', schema: z.array(z.int()), exact: [[], [1, 2]], not: [['a'], {}] },
  { title: 'a list with a least length', schema: z.array(z.int()).min(1), exact: [[1]], not: [[]] },
  {
    title: 'a record',
    schema: z.record(z.string(), z.int()),
    exact: [{}, { a: 1 }],
    not: [{ a: 'b' }, []],
  },
  {
    title: 'an object',
    schema: Named,
    exact: [{ type: 'named', name: 'a' }],
    not: [{ type: 'named' }, [], null],
  },
  {
    title: 'an object with more than is known',
    schema: Named,
    exact: [],
    not: [{ type: 'named', name: 'a', b: 1 }],
  },
  {
    title: 'an object that may have more than is known',
    schema: z.looseObject({ name: z.string().nullish() }),
    exact: [{}, { name: 'a', b: 1 }, { name: null }],
    not: [{ name: 1 }, JSON.parse('{"__proto__": {}}')],
  },
  {
    title: 'an object that knows what else it has',
    schema: z.object({}).catchall(z.string()),
    exact: [],
    not: [{ a: 1 }],
  },
  {
    title: 'a field that must be there',
    schema: Named,
    exact: [],
    not: [{ type: 'named', name: undefined }],
  },
  {
    title: 'a field that may be missing',
    schema: Counted,
    exact: [
      { type: 'counted' },
      { type: 'counted', count: 1 },
      { type: 'counted', count: undefined },
    ],
    not: [{ type: 'counted', count: 0 }],
  },
  {
    title: 'a field that is to be filled in',
    schema: z.object({ a: z.int().default(0) }),
    exact: [{ a: 1 }],
    not: [{}],
  },
  {
    title: 'one of several by its type',
    schema: z.discriminatedUnion('type', [Named, Counted]),
    exact: [{ type: 'counted' }],
    not: [{ type: 'other' }, { type: 'named' }],
  },
])('$title', ({ schema, exact, not }) => {
  const isExact = exactShapeOf(schema);
  expect(exact.map((value) => isExact(value))).toEqual(exact.map(() => true));
  expect(not.map((value) => isExact(value))).toEqual(not.map(() => false));
});

const COMMITS: readonly Commit[] = [
  registersNode,
  registersJob(),
  createsDeployment(2),
  places('a1', 2),
  stopsAlloc('a1', 'lost'),
  blocksEval('e1'),
  completesEval('e0'),
  collects({ evalIds: ['e0'] }),
].map(([, ...events]) => ({ v: 1, atMs: 1, actor: 'test', cause: 1, events }));

test('an entry of the log is exact as it is written', () => {
  const isExact = exactShapeOf(Commit);
  expect(COMMITS.map((commit) => isExact(JSON.parse(JSON.stringify(commit))))).toEqual(
    COMMITS.map(() => true),
  );
});

/** The same JSON, with one of its values another, or gone. */
function mutated(value: unknown, place: number, other: unknown): unknown {
  const text = JSON.stringify(value);
  let size = 0;
  JSON.parse(text, () => (size += 1));
  let at = 0;
  return JSON.parse(text, (_, it: unknown) => (at++ === place % size ? other : it));
}

test('whatever is exact, parsing leaves as it is', () => {
  const isExact = exactShapeOf(Commit);
  const change = fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    'a',
    0,
    1,
    -1,
    0.5,
    true,
    [],
    {},
    [1],
    { a: 1 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...COMMITS), fc.nat(), change, (commit, place, other) => {
      const json = mutated(commit, place, other);
      if (!isExact(json)) return;
      expect(Commit.parse(json)).toEqual(json);
    }),
    { numRuns: 2_000 },
  );
});
