import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { SteppeError } from '@steppe/domain';

export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Makes sure that no other agent of this machine works in the same directory: two would run every task twice.
 *
 * The lock is a socket in Linux's abstract namespace, named by the directory. It is gone with the process
 * that holds it, however that ends, so that no stale lock has to be told from a held one.
 *
 * @throws SteppeError `DATA_DIR_IN_USE` naming the holder's process.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  await mkdir(dataDir, { recursive: true });
  const digest = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex');
  const address = `\0steppe-agent-${digest.slice(0, 32)}`;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()); // Who asked has gone.
    socket.end(String(process.pid));
  });
  if (await listens(server, address)) return { release: () => closed(server) };
  const pid = await askHolder(address);
  throw new SteppeError(
    'DATA_DIR_IN_USE',
    `data_dir ${dataDir} is in use by another agent${pid === undefined ? '' : ` (pid ${pid})`}: stop it, or give this one a directory of its own`,
  );
}

function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(true);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Undefined when the holder went away meanwhile, or does not answer. */
function askHolder(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(address);
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (data) => {
      text += data.toString('utf8');
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(/^\d+$/u.test(text) ? Number(text) : undefined));
  });
}
