import { join } from 'node:path';
import { startDevAgent } from '../dev-agent.ts';
import { run } from './run.ts';

/** The program is not compiled by TypeScript, so it stays beside the sources. */
const PROGRAM = join(import.meta.dirname, '../../../compatibility/go');

/** Calls a dev agent with Nomad's own Go SDK. Ends as the program that does so ends. */
const agent = await startDevAgent();
try {
  process.exitCode = await run('go', ['run', '.'], {
    cwd: PROGRAM,
    env: { NOMAD_ADDR: agent.url },
  });
} finally {
  await agent.stop();
}
