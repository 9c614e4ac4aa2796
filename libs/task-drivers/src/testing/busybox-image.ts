import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small image made on this machine from its static busybox, with a name of its own; nothing is downloaded. */
export interface BusyboxImage {
  readonly name: string;
  remove(): Promise<void>;
}

/**
 * @param tag `latest` makes a name that the driver tries to pull; any other is used as it is.
 * @param command what its containers run that are told nothing else.
 */
export async function importBusybox(
  tag: string,
  command: readonly string[] = ['sh'],
): Promise<BusyboxImage> {
  const name = `steppe-test-${randomUUID()}:${tag}`;
  const tar = spawn('tar', ['--create', '--directory=/', 'bin/busybox'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const load = spawn('docker', ['import', '--change', 'ENV PATH=/bin', '-', `${name}-raw`], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const loaded = new Promise((resolve) => load.once('exit', resolve));
  await pipeline(tar.stdout, load.stdin);
  await loaded;
  // Links to the one program make its commands, such as `sh`, found by name.
  const maker = await run('docker', ['create', `${name}-raw`, '/bin/busybox', '--install', '/bin']);
  const id = maker.stdout.trim();
  await run('docker', ['start', '--attach', id]);
  await run('docker', ['commit', '--change', `CMD ${JSON.stringify(command)}`, id, name]);
  await run('docker', ['rm', id]);
  return {
    name,
    remove: async () => {
      await run('docker', ['rmi', '--force', name, `${name}-raw`]);
    },
  };
}
