import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryStore } from '@steppe/event-log';
import { serveWorkloadIdentities, type WorkloadIdentity } from '@steppe/nest-kit';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { taskMessages } from './testing/servers.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore(), { config: { networkInterface: 'lo' } });
});
afterEach(() => cluster.stop());

const identity = (name: string, token: string): WorkloadIdentity => ({
  task: 'main',
  name,
  token,
  env: false,
  file: false,
  filepath: '',
  changeMode: '',
  changeSignal: '',
  ttlMs: 0,
});

const SCRIPT =
  'echo "$NOMAD_TOKEN $(cat "$NOMAD_SECRETS_DIR/nomad_vault.jwt")" >"$NOMAD_ALLOC_DIR/data/tokens"';

function run(extra: object, script = SCRIPT): Promise<string> {
  const config = { command: '/bin/sh', args: ['-c', script] };
  return cluster.run(
    aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config, extra: { ...extra } })] })] }),
  );
}

test('a task finds who it is in its environment and in a file', async () => {
  const asked: unknown[] = [];
  serveWorkloadIdentities(cluster.store.live, async (question) => {
    asked.push(question);
    return [identity('default', 'a.b.c'), identity('vault', 'd.e.f')];
  });
  const allocId = await run({
    Identity: { Env: true },
    Identities: [{ Name: 'vault', File: true }],
  });
  await cluster.untilStatus(allocId, 'complete');
  expect(await readFile(path(allocId, 'tokens'), 'utf8')).toBe('a.b.c d.e.f\n');
  expect(asked).toContainEqual({ nodeId: cluster.nodeId, allocId });
});

test('a task without the identity that it asks for does not start', async () => {
  serveWorkloadIdentities(cluster.store.live, async () => []);
  const allocId = await run({ Identity: { Env: true } });
  const row = await cluster.untilStatus(allocId, 'failed');
  expect(taskMessages(row, 'main').join('\n')).toContain(
    'identity default: task main has no identity "default"',
  );
});

const path = (allocId: string, name: string): string =>
  join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', name);

/** Each token lasts so short that it is renewed within a second or two. */
function serveShortTokens(): void {
  let count = 0;
  serveWorkloadIdentities(cluster.store.live, async () => {
    count += 1;
    return [{ ...identity('db', `token-${count}`), ttlMs: 100 }];
  });
}

const identityWith = (more: object) => ({
  Identities: [{ Name: 'db', File: true, Env: true, ...more }],
});

describe('a task whose token is renewed', () => {
  test('starts anew with it when its job says so', async () => {
    serveShortTokens();
    const script = `
      cd "$NOMAD_ALLOC_DIR/data"; echo "$NOMAD_TOKEN_db" >> seen
      [ "$(wc -l < seen)" -lt 2 ] || exit 0; exec sleep 600
    `;
    const allocId = await run(identityWith({ ChangeMode: 'restart' }), script);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(taskMessages(row, 'main')).toContain('Identity db renewed');
    expect(await readFile(path(allocId, 'seen'), 'utf8')).toMatch(/^token-1\ntoken-[23]\n$/u);
  });

  test('is sent a signal when its job says so', async () => {
    serveShortTokens();
    const script = `
      trap 'cat "$NOMAD_SECRETS_DIR/nomad_db.jwt" > "$NOMAD_ALLOC_DIR/data/seen"; exit 0' USR1
      while :; do sleep 0.05; done
    `;
    const signal = identityWith({ ChangeMode: 'signal', ChangeSignal: 'SIGUSR1' });
    const allocId = await run(signal, script);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(taskMessages(row, 'main')).toContain('Identity db renewed');
    expect(await readFile(path(allocId, 'seen'), 'utf8')).toBe('token-2');
  });
});
