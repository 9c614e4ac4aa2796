import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startDevAgent } from '../dev-agent.ts';

/** The program is not compiled by TypeScript, so it stays beside the sources. */
const PROGRAM = join(import.meta.dirname, '../../../compatibility/go');

/** Calls a dev agent with Nomad's own Go SDK. Ends as the program that does so ends. */
const agent = await startDevAgent();
try {
  const env = { ...process.env, NOMAD_ADDR: agent.url };
  const program = spawn('go', ['run', '.'], { cwd: PROGRAM, env, stdio: 'inherit' });
  const [code] = await once(program, 'exit');
  process.exitCode = Number(code ?? 1);
} finally {
  await agent.stop();
}
