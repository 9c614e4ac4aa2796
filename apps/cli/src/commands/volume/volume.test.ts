import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { withFiles } from '../../testing/hello.ts';
import { runAgainst } from '../../testing/recorded-api.ts';
import { steppe } from '../../testing/run.ts';

const ID = '5771f97c-1e0f-a4f9-3c75-5d150c159455';
const VOLUME = {
  ID,
  Name: 'v1',
  Namespace: 'default',
  PluginID: 'mkdir',
  NodeID: 'ce476568-a9d5-31ac-af56-c18c947dd0d7',
  NodePool: 'default',
  State: 'ready',
  CapacityBytes: 1048576,
  HostPath: '/var/v1',
  RequestedCapabilities: [{ AccessMode: 'single-node-writer', AttachmentMode: 'file-system' }],
};
const CSI = {
  ID: 'db',
  Name: 'db',
  Namespace: 'default',
  PluginID: 'ebs',
  Schedulable: true,
  AccessMode: 'single-node-writer',
};

test('status lists both kinds', async () => {
  const { stdout, stderr } = await runAgainst({ 'GET /v1/volumes': [] }, ['volume', 'status']);
  expect([stdout, stderr]).toEqual([
    'Dynamic Host Volumes\n\nContainer Storage Interface\n',
    'No dynamic host volumes\nNo CSI volumes\n',
  ]);
  const host = await runAgainst({ 'GET /v1/volumes': [VOLUME] }, [
    'volume',
    'status',
    '-type=host',
  ]);
  expect(host.stdout).toBe(`Dynamic Host Volumes
ID        Name  Namespace  Plugin ID  Node ID   Node Pool  State
5771f97c  v1    default    mkdir      ce476568  default    ready
`);
  const csi = await runAgainst({ 'GET /v1/volumes': [CSI] }, ['volume', 'status', '-type=csi']);
  expect(csi.stdout).toContain('db  db    default    ebs        true         single-node-writer');
});

test('status shows one', async () => {
  const answers = { 'GET /v1/volumes': [VOLUME], [`GET /v1/volume/host/${ID}`]: VOLUME };
  const { stdout } = await runAgainst(answers, ['volume', 'status', '5771']);
  expect(stdout).toContain('Capacity  = 1.0 MiB\nState     = ready\nHost Path = /var/v1\n');
  expect(stdout).toContain('\nAllocations\nNo allocations placed\n');
  const none = await runAgainst({ 'GET /v1/volumes': [] }, ['volume', 'status', 'nope']);
  expect(none.stderr).toBe(
    'Error listing host volumes: no volumes with prefix or ID "nope" found\n',
  );
});

const FILES = {
  'host.hcl': 'type = "host"\nname = "v1"\nplugin_id = "mkdir"\ncapacity_min = "1MiB"\n',
  'csi.hcl': 'type = "csi"\nid = "db"\nname = "db"\nplugin_id = "ebs"\n',
  'none.hcl': 'name = "v1"\n',
};

test('create waits until a volume of a host is ready', async () => {
  await withFiles(FILES, async (path) => {
    const answers = {
      'PUT /v1/volume/host/create': { Volume: VOLUME, Warnings: '' },
      [`GET /v1/volume/host/${ID}`]: VOLUME,
    };
    const ran = await runAgainst(answers, ['volume', 'create', path('host.hcl')]);
    expect(ran.requests[0]).toContain('"RequestedCapacityMinBytes":1048576');
    expect(ran.stdout).toMatch(
      /^==> Created host volume v1 with ID 5771f97c-\S+\n==> \S+: Monitoring volume "5771f97c"\.\.\.\n==> \S+: Volume "v1" ready\n$/,
    );
  });
});

test('create and register of CSI; a file must say what it is of', async () => {
  await withFiles(FILES, async (path) => {
    const created = await runAgainst({ 'PUT /v1/volume/csi/db/create': {} }, [
      'volume',
      'create',
      path('csi.hcl'),
    ]);
    expect(created.stdout).toBe('Created external volume with ID db\n');
    const registered = await runAgainst({ 'PUT /v1/volume/csi/db': {} }, [
      'volume',
      'register',
      path('csi.hcl'),
    ]);
    expect(registered.stdout).toBe('Volume "db" registered\n');
    const refused = await runAgainst({}, ['volume', 'register', path('host.hcl')]);
    expect(refused.stderr).toBe('Node ID is required for registering\n');
    const untyped = await runAgainst({}, ['volume', 'create', path('none.hcl')]);
    expect(untyped.stderr).toBe('The file names no type: host or csi\n');
  });
});

test('delete and deregister', async () => {
  const host = { 'GET /v1/volumes': [VOLUME], [`DELETE /v1/volume/host/${ID}`]: {} };
  const deleted = await runAgainst(host, ['volume', 'delete', '-type=host', '5771']);
  expect(deleted.stdout).toBe(`Successfully deleted volume "${ID}"!\n`);
  const csi = { 'GET /v1/volumes': [CSI], 'DELETE /v1/volume/csi/db': {} };
  const forgotten = await runAgainst(csi, ['volume', 'deregister', '-force', 'db']);
  expect(forgotten.requests[1]).toBe('DELETE /v1/volume/csi/db?force=true');
});

test.each([
  { flags: ['-type=host'], name: 'volume.hcl' },
  { flags: ['-type=csi'], name: 'volume.hcl' },
  { flags: ['-type=host', '-json'], name: 'volume.json' },
  { flags: ['-json'], name: 'volume.json' },
])('init $flags writes an example that is valid', async ({ flags, name }) => {
  await withFiles({}, async (path) => {
    const file = path(name);
    expect((await steppe(['volume', 'init', ...flags, file])).code).toBe(0);
    expect(await readFile(file, 'utf8')).not.toBe('');
    const answers = {
      'PUT /v1/volume/host/create': { Volume: VOLUME },
      'PUT /v1/volume/csi/database/create': {},
    };
    const ran = await runAgainst(answers, ['volume', 'create', '-detach', file]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
  });
});
