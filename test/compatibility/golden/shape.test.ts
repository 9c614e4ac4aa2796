import { expect, test } from '@jest/globals';
import { differencesFrom, type Shape } from './shape.ts';

const shape: Shape = {
  listOf: {
    fields: {
      ID: 'string',
      Meta: ['null', { mapOf: 'string' }],
      Status: 'string',
      'Tag?': 'string',
      Tasks: { listOf: 'number' },
    },
  },
};
const item = { ID: 'a', Meta: null, Status: 'running', Tasks: [1] };
const enumerations = { Status: ['running', 'dead'] };

test.each([
  { title: 'the same', value: [item, { ...item, Tag: 't', Meta: { owner: 'me' } }], found: [] },
  { title: 'an empty list', value: [], found: [] },
  { title: 'null for a list', value: null, found: ['it is null, not a list'] },
  {
    title: 'null for a text',
    value: [{ ...item, ID: null }],
    found: ['[].ID is null, not string'],
  },
  { title: 'one too many', value: [{ ...item, Mine: 1 }], found: ['[].Mine is too much'] },
  {
    title: 'null for a list inside',
    value: [{ ...item, Tasks: null }],
    found: ['[].Tasks is null, not a list'],
  },
  {
    title: 'another kind in a map',
    value: [{ ...item, Meta: { a: 1 } }],
    found: ['[].Meta{} is number, not string'],
  },
  {
    title: 'a value that nobody knows',
    value: [{ ...item, Status: 'up' }],
    found: ['[].Status is "up"'],
  },
  {
    title: 'the same fault twice',
    value: [{}, {}],
    found: [
      '[].ID is missing',
      '[].Meta is missing',
      '[].Status is missing',
      '[].Tasks is missing',
    ],
  },
])('$title', ({ value, found }) => {
  expect(differencesFrom(shape, value, enumerations)).toEqual(found);
});
