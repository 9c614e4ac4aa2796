import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../../architecture/workspace.ts';
import { type DevAgent, startDevAgent } from '../dev-agent.ts';
import { renderTranscripts } from '../report/render-transcripts.ts';
import { checkTranscripts } from './check-transcripts.ts';

const PAGE = 'docs/compatibility-transcripts.md';
/** What waits for something may catch another moment than the recording did: so many may differ by that. */
const OTHERS_MAX = 30;

describe('what Nomad printed', () => {
  let agent: DevAgent;
  beforeAll(async () => {
    agent = await startDevAgent();
  }, 60_000);
  afterAll(() => agent.stop(), 60_000);

  test('is printed here, but for what is other on purpose; npm run compat writes the page', async () => {
    const findings = await checkTranscripts(agent.url);
    if (process.env['UPDATE_COMPATIBILITY']) {
      await writeFile(join(ROOT, PAGE), renderTranscripts(findings));
    }
    const others = findings.filter(({ status }) => status === 'partly' || status === 'missing');
    expect(findings.length).toBeGreaterThan(300);
    expect(others.slice(OTHERS_MAX)).toEqual([]);
  }, 900_000);
});
