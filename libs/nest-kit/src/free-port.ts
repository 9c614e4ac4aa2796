import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { SteppeError } from '@steppe/domain';

/**
 * Makes sure that a port can be listened on.
 *
 * @throws SteppeError `PORT_TAKEN` naming the address, what it is for and, on Linux, who holds it.
 */
export async function assertPortFree({
  host,
  port,
  purpose,
}: {
  host: string;
  port: number;
  purpose: string;
}): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer();
    server.once('error', (cause) => resolve(cause));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
  if (error?.code === 'EADDRINUSE') throw await portTaken({ host, port, purpose, cause: error });
  if (error)
    throw new SteppeError(
      'PORT_TAKEN',
      `cannot listen on ${host}:${port} for ${purpose}: ${error.message}`,
      { cause: error },
    );
}

/** The error for a port that somebody else listens on. */
export async function portTaken({
  host,
  port,
  purpose,
  cause,
}: {
  host: string;
  port: number;
  purpose: string;
  cause: Error;
}): Promise<SteppeError> {
  const holder = await holderOf(port);
  const by = holder === undefined ? 'another process' : `${holder.command} (pid ${holder.pid})`;
  return new SteppeError(
    'PORT_TAKEN',
    `port ${port} on ${host}, needed for ${purpose}, is taken by ${by}: stop that process or configure another port`,
    { cause },
  );
}

interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** Finds who listens on a port, from /proc; undefined on other systems, or when it may not be seen. */
async function holderOf(port: number): Promise<Holder | undefined> {
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const inode of listeningInodes(await readFile(file, 'utf8').catch(() => ''), port))
      inodes.add(inode);
  }
  if (inodes.size === 0) return undefined;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || !(await holdsSocket(pid, inodes))) continue;
    return { pid: Number(pid), command: await commandOf(pid) };
  }
  return undefined;
}

/** Its name; of a program that Node runs, e.g. `steppe.js`, since all of those have one name. */
async function commandOf(pid: string): Promise<string> {
  const [program = '', ...args] = (await readProc(`${pid}/cmdline`)).split('\0');
  const script = args.find((arg) => !arg.startsWith('-'));
  if (basename(program) === 'node' && script) return basename(script);
  return (await readProc(`${pid}/comm`)).trim() || 'another process';
}

/** Empty for a process that has gone, or may not be seen. */
function readProc(path: string): Promise<string> {
  return readFile(`/proc/${path}`, 'utf8').catch(() => '');
}

/** State 0A is LISTEN; the second column ends in the port in hexadecimal; the tenth is the socket's inode. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === '0A')
    .map((columns) => columns[9] ?? '');
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
    if (inodes.has(inode)) return true;
  }
  return false;
}
