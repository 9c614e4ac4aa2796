import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { STATE_HASH_SUBJECT } from '@steppe/nest-kit';
import { parseFlags } from '../../flags/parse-flags.ts';
import { openTestCluster, type TestCluster } from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';
import { plain } from '../../testing/wire.ts';
import { replayBlock } from '../../views/replay.ts';
import { operatorReplay, replay } from './replay.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
  await cluster.run(['run', '-detach', '-'], { stdin: HELLO });
  await cluster.run(['stop', '-detach', 'hello']);
});
afterEach(() => cluster.close());

const replayed = (...argv: string[]): ReturnType<typeof replay> =>
  replay({ parsed: parseFlags(argv, operatorReplay.flags), now: () => 0 }, cluster.store);

test('the state that the log gives is the one that the service holds', async () => {
  const view = await replayed();
  const hash = cluster.projection.hash();
  expect(view.replayed).toMatchObject({ seq: 2, entries: 2, hash });
  expect(view.services).toMatchObject([{ service: 'job-api', seq: 2, hash, equal: true }]);
});

test('a service that holds another state is found', async () => {
  const other = { service: 'scheduler-worker', instance: 'w1', seq: 1, hash: 'a'.repeat(64) };
  const served = cluster.store.live.serve(STATE_HASH_SUBJECT, async () => other);
  const { services } = await replayed();
  await served.stop();
  expect(services.map(({ service, equal }) => [service, equal])).toEqual([
    ['job-api', true],
    ['scheduler-worker', false],
  ]);
});

test('a replay that ends earlier compares nothing later', async () => {
  const view = await replayed('-to-index=1');
  expect(view.replayed).toMatchObject({ seq: 1, entries: 1 });
  expect(view.services).toMatchObject([{ seq: 2, equal: undefined }]);
});

test('prints what it found', () => {
  const view = {
    replayed: {
      seq: 12,
      hash: 'ab'.repeat(32),
      entries: 12,
      counts: { jobs: 1, nodes: 2, evals: 3, allocs: 4, deployments: 5 },
      hashes: new Map(),
    },
    services: [
      { service: 'job-api', instance: 'server1', seq: 12, hash: 'ab'.repeat(32), equal: true },
      { service: 'eval-broker', instance: 'server1', seq: 11, hash: 'cd'.repeat(32), equal: false },
    ],
    durationMs: 4.4,
  };
  expect(replayBlock(view, plain())).toBe(`\
Index            = 12
Hash             = ${'ab'.repeat(32)}
Entries Replayed = 12
Duration         = 4 ms

State
Jobs  Nodes  Evaluations  Allocations  Deployments
1     2      3            4            5

Services
Service      Instance  Index  Hash      Equal
job-api      server1   12     abababab  yes
eval-broker  server1   11     cdcdcdcd  NO`);
});
