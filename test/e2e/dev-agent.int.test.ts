import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { freePorts } from './harness/free-ports.ts';
import { Background, ROOT, steppe } from './harness/processes.ts';
import { childrenOf, isAlive } from './harness/alive.ts';
import { until } from './harness/until.ts';

/** What `npm start` runs, once the set-up is done. */
const start = (port: number): Background =>
  new Background(process.execPath, [join(ROOT, 'tools/start.mjs')], {
    env: { STEPPE_HTTP_PORT: String(port) },
  });

const helloAddress = async (started: Background): Promise<string> => {
  await started.prints('The hello job is running');
  return /running: +(\S+)/.exec(started.output)?.[1] ?? '';
};

describe('npm start', () => {
  test('runs the hello job, tells where, and Ctrl-C stops everything', async () => {
    const [port = 0] = await freePorts(1);
    const started = start(port);
    const address = await helloAddress(started);
    expect(await (await fetch(address)).text()).toMatch(/^hello from [0-9a-f-]{36}\n$/);
    for (const said of [
      `http://127.0.0.1:${port}`,
      'job status hello',
      'alloc logs',
      'job stop hello',
    ]) {
      expect(started.output).toContain(said);
    }
    const { stdout } = await steppe(['job', 'status', 'hello'], {
      api: `http://127.0.0.1:${port}`,
    });
    expect(stdout).toContain('Status        = running');
    await started.end('SIGINT');
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  }, 120_000);

  test('works again after a kill -9 of the agent, and ends what that left behind', async () => {
    const [port = 0] = await freePorts(1);
    const first = start(port);
    const address = await helloAddress(first);
    const [agentPid = 0] = await childrenOf(first.pid);
    process.kill(agentPid, 'SIGKILL');
    await first.exited();
    const second = start(port);
    const next = await helloAddress(second);
    expect(await (await fetch(next)).text()).toMatch(/^hello from/);
    await until('the task of the killed agent is gone', async () =>
      fetch(address).then(
        () => false,
        () => true,
      ),
    );
    await second.end('SIGINT');
    expect(isAlive(agentPid)).toBe(false);
  }, 120_000);
});
