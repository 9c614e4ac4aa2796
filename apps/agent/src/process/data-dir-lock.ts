import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { SteppeError } from '@steppe/domain';

export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Makes sure that one process at a time works on a directory: it listens on a socket in it. A process that
 * was killed leaves a socket that nobody answers on, which the next one replaces.
 *
 * @throws SteppeError `DATA_DIR_IN_USE` naming the process that holds it.
 */
export async function lockDataDir(dir: string): Promise<DataDirLock> {
  await mkdir(dir, { recursive: true });
  const [socket, pidFile] = [join(dir, 'agent.sock'), join(dir, 'agent.pid')];
  if (await answers(socket)) {
    const pid = (await readFile(pidFile, 'utf8')).trim();
    throw new SteppeError(
      'DATA_DIR_IN_USE',
      `the data directory ${dir} is in use by another agent (pid ${pid}): stop it, or give this one a data_dir of its own`,
    );
  }
  await rm(socket, { force: true });
  const server = await listen(socket);
  await writeFile(pidFile, `${process.pid}\n`);
  return {
    async release() {
      await new Promise((resolve) => server.close(resolve));
      await rm(pidFile, { force: true });
    },
  };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}
