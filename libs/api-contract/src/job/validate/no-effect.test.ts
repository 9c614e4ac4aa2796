import { expect, test } from '@jest/globals';
import { jobWarnings } from './job-warnings.ts';

test.each([
  { title: 'a plain task', task: {}, expected: [] },
  {
    title: 'secrets of Vault',
    task: { Vault: { Role: 'r' }, Schedule: { Cron: {} } },
    expected: ['vault, schedule have no effect in Steppe yet.'],
  },
  { title: 'empty lists and nulls', task: { Templates: [], Vault: null }, expected: [] },
])('$title: what has no effect is named', ({ task, expected }) => {
  const job = {
    TaskGroups: [{ Name: 'g', Tasks: [{ Name: 't', Driver: 'raw_exec', ...task }] }],
  };
  const warnings = jobWarnings(job).join('\n');
  for (const sentence of expected) expect(warnings).toContain(sentence);
  expect(warnings === '').toBe(expected.length === 0);
});
