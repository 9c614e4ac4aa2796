import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readText, ROOT } from '../architecture/workspace.ts';
import { checkCommands } from './commands/check-commands.ts';
import { checkConfiguration } from './configuration/check-configuration.ts';
import { type DevAgent, startDevAgent } from './dev-agent.ts';
import { checkFields } from './fields/check-fields.ts';
import { checkRecordings } from './golden/check-recordings.ts';
import { type Part, renderReport } from './report/render-report.ts';
import { checkRoutes } from './routes/check-routes.ts';

const PAGE = 'docs/compatibility.md';

describe('compatibility with Nomad', () => {
  let agent: DevAgent;
  beforeAll(async () => {
    agent = await startDevAgent();
  });
  afterAll(() => agent.stop());

  test('is what docs/compatibility.md says; npm run compat writes it anew', async () => {
    const parts: Part[] = [
      {
        title: 'Routes',
        method:
          'Each method of each route is asked with an empty body and made-up names; the status is compared with the one ' +
          'that Nomad gave.',
        findings: await checkRoutes(agent.url),
      },
      {
        title: 'Recorded exchanges',
        method:
          'Requests that Nomad was sent are sent to a server with two clients, in the same order: status, headers, the ' +
          'texts of errors, and the shape of JSON (fields, types, zero values, enumerations) are compared with its answers.',
        findings: await checkRecordings(),
      },
      {
        title: 'Commands',
        method: "A command is the same when Steppe has it with all of Nomad's flags.",
        findings: await checkCommands(),
      },
      {
        title: 'Job file',
        method:
          'For each attribute, block and function a job file that uses it is parsed; it is the same when its field is in ' +
          'the JSON and no warning says that it has no effect.',
        findings: checkFields(),
      },
      {
        title: 'Configuration',
        method:
          "Each setting of an agent's configuration is read, in HCL and in JSON; it is the same when nothing warns that it has " +
          'no effect, and the agent reads it.',
        findings: checkConfiguration(),
      },
    ];
    const page = renderReport(parts);
    if (process.env['UPDATE_COMPATIBILITY']) await writeFile(join(ROOT, PAGE), page);
    expect(readText(PAGE)).toBe(page);
  }, 600_000);
});
