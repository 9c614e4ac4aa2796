import { afterEach, beforeEach, expect, test } from '@jest/globals';
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

function run(extra: object): Promise<string> {
  const config = { command: '/bin/sh', args: ['-c', SCRIPT] };
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
  const path = join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', 'tokens');
  expect(await readFile(path, 'utf8')).toBe('a.b.c d.e.f\n');
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
