import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openJetStreamStore } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { findNatsServer } from './find-nats-server.ts';
import { startNats } from './nats-process.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-nats-'));
});
afterEach(() => rm(dir, { recursive: true }));

const FAULT =
  '[1] 2026/11/28 19:05:36.320227 [ERR] JetStream stream critical write error: no space left on device';

test('after a failed write nats-server is started anew once the disk has room, and serves again', async () => {
  const binary = await complainingOnce(
    await findNatsServer(process.env, process.env['NATS_SERVER']),
  );
  const told: string[] = [];
  const restarted = Promise.withResolvers<void>();
  const logger = createLogger({
    name: 'test',
    stream: {
      write: (line) => {
        const { msg } = JSON.parse(line);
        told.push(msg);
        if (msg === 'starting the child process again') restarted.resolve();
      },
    },
  });
  const nats = await startNats(
    binary,
    {
      dataDir: join(dir, 'data'),
      serverName: 'server1.global',
      host: '127.0.0.1',
      port: await freePort(),
      durability: 'relaxed',
      cluster: undefined,
      recoveryPollMs: 200,
    },
    logger,
  );
  await restarted.promise;
  const store = await openJetStreamStore({ servers: [nats.url] });
  expect(await store.log.lastSeq()).toBe(0);
  await store.close();
  await nats.stop();
  expect(told).toEqual(
    expect.arrayContaining([
      'the log cannot be written: make room on this disk; nothing is taken until then',
      'JetStream stream critical write error: no space left on device',
      'starting nats-server anew, to write the log again',
    ]),
  );
}, 60_000);

/** A program that is nats-server, but complains when it is started for the first time. */
async function complainingOnce(natsServer: string): Promise<string> {
  const path = join(dir, 'nats-server');
  const begun = join(dir, 'begun');
  await writeFile(
    path,
    `#!/bin/sh\n[ -e '${begun}' ] || echo '${FAULT}' >&2\n: >'${begun}'\nexec '${natsServer}' "$@"\n`,
  );
  await chmod(path, 0o755);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
