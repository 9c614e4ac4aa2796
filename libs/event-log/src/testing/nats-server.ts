import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { resolveNatsServer } from '../../../../tools/nats-server.mjs';

export interface NatsServerOptions {
  /** Where the log is kept; stays when the server stops. Default: a new folder, removed by `stop`. */
  readonly storeDir?: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** Whether a message is on disk before it is acknowledged. Default: false. */
  readonly syncAlways?: boolean;
}

export interface NatsServer {
  readonly port: number;
  readonly url: string;
  readonly storeDir: string;
  readonly pid: number | undefined;
  /** Ends it as `kill -9` does, and keeps its files. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port with the same files. */
  restart(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts a nats-server with JetStream for a test, and resolves when it takes connections. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const configDir = await mkdtemp(join(tmpdir(), 'steppe-nats-'));
  const storeDir = options.storeDir ?? join(configDir, 'store');
  const { syncAlways = false } = options;
  let { port, child } = await run({ configDir, storeDir, syncAlways, port: options.port ?? -1 });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    port,
    url: `nats://127.0.0.1:${port}`,
    storeDir,
    get pid() {
      return child.pid;
    },
    kill: async () => await end('SIGKILL'),
    restart: async () => {
      ({ child, port } = await run({ configDir, storeDir, syncAlways, port }));
    },
    stop: async () => {
      await end('SIGTERM');
      await rm(configDir, { recursive: true, force: true });
    },
  };
}

interface RunOptions {
  readonly configDir: string;
  readonly storeDir: string;
  readonly syncAlways: boolean;
  /** -1: one that is free. */
  readonly port: number;
}

async function run({
  configDir,
  storeDir,
  syncAlways,
  port,
}: RunOptions): Promise<{ port: number; child: ChildProcess }> {
  const program = resolveNatsServer();
  if (program === undefined) {
    throw new Error('no nats-server found: `node tools/ensure-nats-server.mjs` installs one');
  }
  const configFile = join(configDir, 'nats.conf');
  const sync = syncAlways ? 'sync_interval: always' : '';
  await writeFile(
    configFile,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${JSON.stringify(storeDir)}\n${sync}\n}\n`,
  );
  const child = spawn(program, ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  const readyPort = await portOf(child);
  // What nobody takes would fill the pipe and block the server.
  child.stderr.resume();
  return { child, port: readyPort };
}

/** Reads the server's own log until it says that it is ready. */
async function portOf({ stderr }: { stderr: Readable }): Promise<number> {
  const lines: string[] = [];
  let port = 0;
  for await (const line of createInterface({ input: stderr })) {
    lines.push(line);
    port = Number(/Listening for client connections on .*:(\d+)/.exec(line)?.[1] ?? port);
    if (line.includes('Server is ready')) return port;
  }
  throw new Error(`nats-server did not start:\n${lines.join('\n')}`);
}
