import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unmountBelow } from '@steppe/alloc-runner';
import { z } from 'zod';
import { getJson } from './api.ts';
import type { BenchCluster } from './cluster.ts';
import { LeftRunning } from './left-running.ts';

const MAIN = fileURLToPath(new URL('../../apps/node-agent/dist/main.js', import.meta.url));
const TIMEOUT_MS = 300_000;

export const AllocStubs = z.array(z.object({ ID: z.string(), ClientStatus: z.string() }));

export interface RealAgent {
  readonly pid: number;
  /** Ends it, and removes what it kept. Its jobs must have been stopped. */
  stop(): Promise<void>;
}

/** Each to be stopped after what runs on it. */
export const agentsLeft = new LeftRunning();

/** Starts a node agent as a process of its own, with docker and raw_exec, and waits until the cluster counts on it. */
export async function startRealAgent({ api, natsUrl }: BenchCluster): Promise<RealAgent> {
  const dataDir = await mkdtemp(join(tmpdir(), 'steppe-bench-'));
  const env = {
    ...process.env,
    NATS_URL: natsUrl,
    DATA_DIR: dataDir,
    NODE_NAME: 'bench',
    LOG_LEVEL: 'warn',
    RAW_EXEC: 'true',
  };
  const agent = spawn(process.execPath, [MAIN], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await polled('a node is ready', async () => {
    const nodes = z.array(z.object({ Status: z.string() })).parse(await getJson(`${api}/v1/nodes`));
    return nodes.some(({ Status }) => Status === 'ready');
  });
  const stop = async (): Promise<void> => {
    agentsLeft.remove(stopWithJobs);
    agent.kill('SIGTERM');
    await once(agent, 'exit');
    await unmountBelow(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  const stopWithJobs = async (): Promise<void> => {
    const jobs = z.array(z.object({ ID: z.string() })).parse(await getJson(`${api}/v1/jobs`));
    await stopJobs(
      api,
      jobs.map(({ ID }) => ID),
    );
    await stop();
  };
  agentsLeft.add(stopWithJobs);
  return { pid: agent.pid ?? 0, stop };
}

/** Stops jobs, and waits until nothing of them runs. */
export async function stopJobs(api: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await fetch(`${api}/v1/job/${id}?purge=true`, { method: 'DELETE' });
  await polled('all jobs have stopped', async () => {
    const stubs = AllocStubs.parse(await getJson(`${api}/v1/allocations`));
    return !stubs.some(
      ({ ClientStatus }) => ClientStatus === 'running' || ClientStatus === 'pending',
    );
  });
}

/** Asks every 50 ms. */
export async function polled(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${TIMEOUT_MS} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
