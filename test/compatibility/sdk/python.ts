import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevAgent } from '../dev-agent.ts';
import { run } from './run.ts';

const PROGRAM = join(import.meta.dirname, '../../../compatibility/python');

/** Calls a dev agent with python-nomad, from an environment of its own. Ends as the program that does so ends. */
const environment = await mkdtemp(join(tmpdir(), 'steppe-python-'));
const python = join(environment, 'bin/python');
try {
  const made =
    (await run('python3', ['-m', 'venv', environment], { cwd: PROGRAM })) ||
    (await run(python, ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'], {
      cwd: PROGRAM,
    }));
  process.exitCode = made || (await check());
} finally {
  await rm(environment, { recursive: true, force: true });
}

async function check(): Promise<number> {
  const agent = await startDevAgent();
  try {
    return await run(python, ['check.py'], { cwd: PROGRAM, env: { NOMAD_ADDR: agent.url } });
  } finally {
    await agent.stop();
  }
}
