import { afterEach, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryStore } from '@steppe/event-log';
import type { NodeAgentConfig } from './config.ts';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

let cluster: Cluster;

const startCluster = async (config: Partial<NodeAgentConfig>): Promise<void> => {
  cluster = await Cluster.start(openMemoryStore(), { config });
};
afterEach(() => cluster.stop());

const ON_CHANGE = { Splay: 0, ChangeMode: 'signal', ChangeSignal: 'SIGCONT' };

const WORD = { EmbeddedTmpl: 'one', DestPath: 'local/word', ChangeMode: 'noop' };
const SHOWS_WORD = { EmbeddedTmpl: '{{ file "local/word" }}', DestPath: 'local/conf' };

async function run(templates: readonly object[]): Promise<string> {
  const Templates = [WORD, ...templates.map((each) => ({ ...ON_CHANGE, ...each }))];
  const config = { command: '/bin/sh', args: ['-c', 'while true; do sleep 0.05; done'] };
  const task = aTask({ config, extra: { Templates } });
  return cluster.run(aJob({ type: 'service', groups: [aGroup({ tasks: [task] })] }));
}

/** What a task's files say once it has been told of a changed template. */
async function afterChange(allocId: string): Promise<(path: string) => Promise<string>> {
  const pathOf = (path: string): string => join(cluster.dataDir, 'alloc', allocId, 'main', path);
  await cluster.untilStatus(allocId, 'running');
  await writeFile(pathOf('local/word'), 'two');
  await cluster.untilAlloc(allocId, (row) => eventTypes(row, 'main').includes('Signaling'));
  return (path) => readFile(pathOf(path), 'utf8');
}

describe("a client's wait", () => {
  const HOUR_MS = 3_600_000;
  const QUIET = { minMs: 50, maxMs: HOUR_MS };
  const LONG = { minMs: HOUR_MS, maxMs: HOUR_MS };

  test.each([
    { title: 'holds for templates without their own', template: { wait: QUIET }, own: undefined },
    {
      title: 'gives way to that of a job',
      template: { wait: LONG },
      own: { Min: 50e6, Max: 100e6 },
    },
    {
      title: 'bounds that of a job',
      template: { wait: LONG, waitBounds: { maxMs: 50 } },
      own: { Min: 1e6, Max: 3_600e9 },
    },
  ])('$title', async ({ template, own }) => {
    await startCluster({ template });
    const said = await afterChange(await run([{ ...SHOWS_WORD, Wait: own }]));
    expect(await said('local/conf')).toBe('two');
  });

  test('keeps a change back for as long as it says', async () => {
    await startCluster({ template: { wait: LONG } });
    const quick = { ...SHOWS_WORD, DestPath: 'local/quick', Wait: { Min: 1, Max: 1 } };
    const said = await afterChange(await run([SHOWS_WORD, quick]));
    expect(await said('local/quick')).toBe('two');
    expect(await said('local/conf')).toBe('one');
  });
});

test('a task fails when the servers were asked in vain as often as its client says', async () => {
  await startCluster({ templateRetry: { attempts: 2, backoffMs: 10, maxBackoffMs: 20 } });
  const asks = '{{ with nomadVar "nomad/jobs" }}{{ .word }}{{ end }}';
  const allocId = await run([{ EmbeddedTmpl: asks, DestPath: 'local/conf' }]);
  const row = await cluster.untilStatus(allocId, 'failed');
  expect(taskMessages(row, 'main')).toContainEqual(
    expect.stringMatching(/^Template failed: nomad\.var\.block\(nomad\/jobs@default\.global\): /),
  );
});
