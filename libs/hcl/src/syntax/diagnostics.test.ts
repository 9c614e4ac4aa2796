import { expect, test } from '@jest/globals';
import { parseJob } from '../job/parse-job.ts';
import { Diagnostics, LISTED_MAX } from './diagnostics.ts';

test('of more errors than anyone reads the first are listed, and all are counted', () => {
  const diagnostics = new Diagnostics();
  for (let at = 0; at < 2000; at += 1) diagnostics.error({ summary: `error ${at}`, detail: '' });
  expect(diagnostics.errorCount).toBe(2000);
  expect(diagnostics.list).toHaveLength(LISTED_MAX + 1);
  expect(diagnostics.list[0]?.summary).toBe('error 0');
  expect(diagnostics.list.at(-1)?.summary).toBe('Too many errors');
});

test.each([
  { title: 'many lines', text: '}\nh"\n'.repeat(5000) },
  { title: 'one long line', text: 'a = é " } '.repeat(5000) },
])('a file of garbage in $title is refused without a list that never ends', ({ text }) => {
  const { diagnostics } = parseJob({ filename: 'input.hcl', text });
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.length).toBeLessThanOrEqual(LISTED_MAX + 1);
});
