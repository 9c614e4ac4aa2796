import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../../architecture/workspace.ts';
import { renderTranscripts } from '../report/render-transcripts.ts';
import { checkTranscripts } from './check-transcripts.ts';
import { Lab } from './lab.ts';

const PAGE = 'docs/compatibility-transcripts.md';
describe('what Nomad printed', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  }, 120_000);
  afterAll(() => lab.close(), 120_000);

  test('is printed here, but for what is other on purpose; npm run compat writes the page', async () => {
    const findings = await checkTranscripts(lab);
    if (process.env['UPDATE_COMPATIBILITY']) {
      await writeFile(join(ROOT, PAGE), renderTranscripts(findings));
    }
    const unexplained = findings.filter(({ status }) => status !== 'same' && status !== 'differs');
    expect(findings.length).toBeGreaterThan(300);
    expect(unexplained).toEqual([]);
  }, 900_000);
});
