import { expect, test } from '@jest/globals';
import { jsonDocuments } from './documents.ts';

test.each([
  { text: '{}{"a":[1,{"b":"}"}]}\n{}\n', documents: [{}, { a: [1, { b: '}' }] }, {}] },
  { text: String.raw`{"a":"\"}"} {"cut": [`, documents: [{ a: '"}' }] },
  { text: '', documents: [] },
])('$text', ({ text, documents }) => {
  expect(jsonDocuments(text)).toEqual(documents);
});
