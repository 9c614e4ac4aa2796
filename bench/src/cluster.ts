import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startNatsServer } from '@steppe/event-log/testing';
import { LeftRunning } from './left-running.ts';

export interface BenchCluster {
  /** Address of the API. */
  readonly api: string;
  readonly natsUrl: string;
  /** Of every process of it, by what it is. */
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  stop(): Promise<void>;
}

export interface BenchClusterOptions {
  readonly workers: number;
  /** Whether each entry is on disk before it is acknowledged. @default false */
  readonly strict?: boolean | undefined;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const WORKER = 'scheduler-worker';

export const clustersLeft = new LeftRunning();

/** Starts nats-server and the services, each as a process of its own, as they run in production. */
export async function startBenchCluster({
  workers,
  strict = false,
}: BenchClusterOptions): Promise<BenchCluster> {
  const nats = await startNatsServer({ syncAlways: strict });
  const port = await freePort();
  const env = { NATS_URL: nats.url, HTTP_ADDR: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' };
  const names = ['job-api', 'eval-broker', ...Array.from({ length: workers }, () => WORKER)];
  const services = names.map((name) => startService(name, env));
  const api = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    clustersLeft.remove(stop);
    await Promise.all(services.map(stopService));
    await nats.stop();
  };
  clustersLeft.add(stop);
  try {
    await untilAnswers(`${api}/v1/agent/health`);
  } catch (error) {
    await stop();
    throw error;
  }
  const children = [nats, ...services];
  const processes = ['nats-server', ...names].flatMap((name, i) => {
    const pid = children[i]?.pid;
    return pid === undefined ? [] : [{ name, pid }];
  });
  return { api, natsUrl: nats.url, processes, stop };
}

function startService(name: string, env: Readonly<Record<string, string>>): ChildProcess {
  const main = fileURLToPath(new URL(`../../apps/${name}/dist/main.js`, import.meta.url));
  return spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    // A service ends when the channel to whoever started it breaks, however that came.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function stopService(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const exited = once(service, 'exit');
  service.kill('SIGTERM');
  // A service that is busy with a benchmark that failed need not end in order.
  const timer = setTimeout(() => service.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
