import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmountBelow } from '@steppe/alloc-runner';
import { endProcessesWith } from '@steppe/task-drivers';
import { z } from 'zod';
import { getJson } from './api.ts';
import { freePort } from './cluster.ts';
import { LeftRunning } from './left-running.ts';
import { polled } from './real-agent.ts';

const Nodes = z.array(z.object({ Status: z.string() }));

export const peersLeft = new LeftRunning();

/** The variable by which whatever a peer starts is known as its own. */
const OWNER = 'STEPPE_BENCH_PEER';

/**
 * Runs a measurement against Nomad, whose program `$NOMAD` names: one server with a client, on ports and a directory of
 * its own. Whoever measures removes the jobs.
 *
 * @returns undefined where no program is named.
 */
export async function ofPeer<T>(measure: (api: string) => Promise<T>): Promise<T | undefined> {
  const { NOMAD: program, AWS_CA_BUNDLE: _, ...env } = process.env;
  if (program === undefined) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'steppe-bench-peer-'));
  const http = await freePort();
  const config = join(dir, 'agent.json');
  await writeFile(config, JSON.stringify(await configOf(dir, http)));
  const agent = spawn(program, ['agent', `-config=${config}`], {
    env: { ...env, [OWNER]: dir },
    stdio: 'ignore',
  });
  const api = `http://127.0.0.1:${http}`;
  const stop = async (): Promise<void> => {
    peersLeft.remove(stop);
    const exited = once(agent, 'exit');
    if (agent.kill('SIGTERM')) await exited;
    // Tasks outlive the peer, and so do the processes that watch them.
    await endProcessesWith(`${OWNER}=${dir}`);
    await unmountBelow(dir);
    await rm(dir, { recursive: true, force: true });
  };
  peersLeft.add(stop);
  try {
    await polled('the peer is ready', () => isReady(agent, api));
    return await measure(api);
  } finally {
    await stop();
  }
}

async function configOf(dir: string, http: number): Promise<object> {
  return {
    data_dir: join(dir, 'data'),
    bind_addr: '127.0.0.1',
    advertise: { http: '127.0.0.1', rpc: '127.0.0.1', serf: '127.0.0.1' },
    log_level: 'ERROR',
    ports: { http, rpc: await freePort(), serf: await freePort() },
    server: { enabled: true, bootstrap_expect: 1 },
    client: { enabled: true },
    plugin: { raw_exec: { config: { enabled: true } } },
  };
}

async function isReady({ exitCode }: ChildProcess, api: string): Promise<boolean> {
  if (exitCode !== null) throw new Error(`the peer ended with exit code ${exitCode}`);
  const nodes = await getJson(`${api}/v1/nodes`).catch(() => []);
  return Nodes.parse(nodes).some(({ Status }) => Status === 'ready');
}
