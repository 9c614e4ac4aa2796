import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Job } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

let server: Server;
let base: string;
let cluster: Cluster;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/tool') response.end('#!/bin/sh\necho "tool says $1"\n');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore());
});
afterEach(() => cluster.stop());

function jobOf(script: string, extra: Record<string, unknown>, type: Job['type'] = 'batch'): Job {
  const config = { command: '/bin/sh', args: ['-c', script] };
  return aJob({
    type,
    groups: [aGroup({ tasks: [aTask({ config, extra, env: { OWN: 'x', OWN_TOOL: 'tool' } })] })],
  });
}

const taskPath = (allocId: string, path: string): string =>
  join(cluster.dataDir, 'alloc', allocId, 'main', path);

const sharedText = (allocId: string, name: string): Promise<string> =>
  readFile(join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', name), 'utf8');

describe('before a task starts', () => {
  test('its secrets directory is in memory, its artifacts are fetched, its templates rendered', async () => {
    const script = `
      cd "$NOMAD_ALLOC_DIR/data"
      stat -f -c %T "$NOMAD_SECRETS_DIR" > kind
      sh "$NOMAD_TASK_DIR/tool" "$FROM_TEMPLATE" > said
      cat "$NOMAD_SECRETS_DIR/conf" > conf
    `;
    const allocId = await cluster.run(
      jobOf(script, {
        Artifacts: [{ GetterSource: `${base}/\${OWN_TOOL}` }],
        Templates: [
          { EmbeddedTmpl: 'FROM_TEMPLATE={{ env "OWN" }}y', DestPath: 'local/env', Envvars: true },
          { EmbeddedTmpl: 'in {{ env "NOMAD_TASK_NAME" }}', DestPath: '${NOMAD_SECRETS_DIR}/conf' },
        ],
      }),
    );
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'main')).toEqual([
      'Received',
      'Task Setup',
      'Downloading Artifacts',
      'Started',
      'Terminated',
    ]);
    expect(await sharedText(allocId, 'kind')).toBe('tmpfs\n');
    expect(await sharedText(allocId, 'said')).toBe('tool says xy\n');
    expect(await sharedText(allocId, 'conf')).toBe('in main');
    await cluster.agent.close({ stopAllocs: true });
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(allocId);
  });

  test('what its job was dispatched with is in the file that it names', async () => {
    const job = jobOf('cp "$NOMAD_TASK_DIR/in/put" "$NOMAD_ALLOC_DIR/data/got"', {
      DispatchPayload: { File: 'in/put' },
    });
    const payload = Buffer.from('to: ops').toString('base64');
    const allocId = await cluster.run({ ...job, dispatch: { payload, idempotencyToken: '' } });
    await cluster.untilStatus(allocId, 'complete');
    expect(await sharedText(allocId, 'got')).toBe('to: ops');
  });

  test.each([
    {
      title: 'an artifact can not be had',
      extra: () => ({ Artifacts: [{ GetterSource: `${base}/none` }] }),
      type: 'Failed Artifact Download',
      says: 'failed to download artifact "http://127.0.0.1',
    },
    {
      title: 'a template is malformed',
      extra: () => ({ Templates: [{ EmbeddedTmpl: '{{ nope }}', DestPath: 'local/x' }] }),
      type: 'Template',
      says: 'Template failed: template: line 1: function "nope" not defined',
    },
    {
      title: 'a template uses what its node forbids',
      extra: () => ({ Templates: [{ EmbeddedTmpl: '{{ plugin "x" }}', DestPath: 'local/x' }] }),
      type: 'Template',
      says: 'function is disabled',
    },
    {
      title: 'an artifact would land elsewhere',
      extra: () => ({ Artifacts: [{ GetterSource: `${base}/tool`, RelativeDest: '../../../x' }] }),
      type: 'Failed Artifact Download',
      says: 'escapes the allocation directory',
    },
  ])('it fails when $title', async ({ extra, type, says }) => {
    const allocId = await cluster.run(jobOf('true', extra()));
    const row = await cluster.untilStatus(allocId, 'failed');
    expect(eventTypes(row, 'main').slice(-2)).toEqual([type, 'Not Restarting']);
    expect(taskMessages(row, 'main').join('\n')).toContain(says);
  });

  test('it can be stopped while it waits for a variable', async () => {
    const template = { EmbeddedTmpl: '{{ nomadVar "none" }}', DestPath: 'local/x' };
    const allocId = await cluster.run(jobOf('true', { Templates: [template] }));
    const waiting = await cluster.untilAlloc(allocId, (row) =>
      eventTypes(row, 'main').includes('Template'),
    );
    expect(taskMessages(waiting, 'main')).toContain(
      'Missing: nomad.var.block(none@default.global)',
    );
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'main')).not.toContain('Started');
  });
});

const template = (more: object) => ({
  EmbeddedTmpl: '{{ file "local/word" }};',
  DestPath: 'local/conf',
  Splay: 0,
  ...more,
});

describe('when what a template shows changes', () => {
  const WATCHED = `
    trap 'cat "$NOMAD_TASK_DIR/conf" >> "$NOMAD_ALLOC_DIR/data/seen"' HUP
    cat "$NOMAD_TASK_DIR/conf" >> "$NOMAD_ALLOC_DIR/data/seen"
    while true; do sleep 0.05; done
  `;
  const WORD = { EmbeddedTmpl: 'one', DestPath: 'local/word', ChangeMode: 'noop' };

  const start = async (more: object): Promise<string> => {
    const extra = { Templates: [WORD, template(more)] };
    const allocId = await cluster.run(jobOf(WATCHED, extra, 'service'));
    await cluster.untilStatus(allocId, 'running');
    return allocId;
  };

  test.each([
    {
      mode: 'restart',
      more: { ChangeMode: 'restart' },
      tells: 'Template with change_mode restart re-rendered',
    },
    {
      mode: 'signal',
      more: { ChangeMode: 'signal', ChangeSignal: 'SIGHUP' },
      tells: 'Template re-rendered',
    },
    {
      mode: 'script',
      more: { ChangeMode: 'script', ChangeScript: { Command: '/bin/sh', Args: ['-c', 'exit 3'] } },
      tells: 'Template ran script /bin/sh with arguments [-c exit 3] on change. Exit code: 3',
    },
  ])('the task is told by $mode', async ({ more, tells }) => {
    const allocId = await start(more);
    await writeFile(taskPath(allocId, 'local/word'), 'two');
    await cluster.untilAlloc(allocId, (row) => taskMessages(row, 'main').includes(tells));
    expect(await readFile(taskPath(allocId, 'local/conf'), 'utf8')).toBe('two;');
  });

  test('an agent that was away meanwhile tells the task', async () => {
    const allocId = await start({ ChangeMode: 'signal', ChangeSignal: 'SIGHUP' });
    await cluster.agent.close();
    await writeFile(taskPath(allocId, 'local/word'), 'two');
    await cluster.restartAgent();
    const row = await cluster.untilAlloc(allocId, (each) =>
      taskMessages(each, 'main').includes('Template re-rendered'),
    );
    expect(eventTypes(row, 'main')).toEqual(['Received', 'Task Setup', 'Started', 'Signaling']);
  });
});
