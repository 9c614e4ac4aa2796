import { expect, test } from '@jest/globals';
import { jobWarnings } from './job-warnings.ts';

test.each([
  { title: 'a plain task', task: {}, group: {}, expected: [] },
  {
    title: 'secrets of Vault',
    task: { Vault: { Role: 'r' }, Schedule: { Cron: {} } },
    group: {},
    expected: ['vault, schedule have no effect in Steppe yet.'],
  },
  { title: 'empty lists and nulls', task: { Templates: [], Vault: null }, group: {}, expected: [] },
  {
    title: "a group's limits of scaling",
    task: {},
    group: { Scaling: { Max: 3 } },
    expected: ['scaling has no effect in Steppe yet.'],
  },
])('$title: what has no effect is named', ({ task, group, expected }) => {
  const job = {
    TaskGroups: [{ Name: 'g', ...group, Tasks: [{ Name: 't', Driver: 'raw_exec', ...task }] }],
  };
  const warnings = jobWarnings(job).join('\n');
  for (const sentence of expected) expect(warnings).toContain(sentence);
  expect(warnings === '').toBe(expected.length === 0);
});
