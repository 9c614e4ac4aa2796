import { expect, test } from '@jest/globals';
import { fillNameTemplate, nameTemplateFault } from './name-template.ts';

const values = new Map([
  ['value.team', 'ops'],
  ['value.user', 'ann'],
]);

test.each([
  { template: 'plain', filled: 'plain' },
  { template: '${value.team}-developers', filled: 'ops-developers' },
  { template: '${ value.user }@${value.team}', filled: 'ann@ops' },
])('$template is $filled', ({ template, filled }) => {
  expect(nameTemplateFault(template)).toBeUndefined();
  expect(fillNameTemplate(template, values)).toBe(filled);
});

test('a value is not read as a template again', () => {
  expect(fillNameTemplate('${a}', new Map([['a', '${b}']]))).toBe('${b}');
});

test('a name without a value is refused, and those that have one are named', () => {
  expect(() => fillNameTemplate('${value.nope}', values)).toThrow(
    'unknown variable accessed: value.nope; those that have a value: value.team, value.user',
  );
});

test('what is opened must be closed', () => {
  expect(nameTemplateFault('a-${value.team')).toBe(
    '"a-${value.team" opens a "${" that it does not close',
  );
});
