import * as fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { subjects, token } from './subjects.ts';

test.each([
  { name: 'web', expected: 'web' },
  { name: 'web.front end', expected: 'web%2Efront%20end' },
  { name: 'a*b>c', expected: 'a%2Ab%3Ec' },
  { name: 'team/job', expected: 'team%2Fjob' },
  { name: 'Ünïcode', expected: '%C3%9Cn%C3%AFcode' },
])('$name becomes one token', ({ name, expected }) => {
  expect(token(name)).toBe(expected);
});

test('no name reaches another subject, and each reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const subject = subjects.job('default', name);
      expect(subject.split('.')).toHaveLength(3);
      expect(subject).not.toMatch(/[\s*>]/);
      expect(decodeURIComponent(token(name))).toBe(name.toWellFormed());
    }),
  );
});
