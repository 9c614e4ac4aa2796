import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openClusterWithFiles } from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

let cluster: Awaited<ReturnType<typeof openClusterWithFiles>>;
beforeEach(async () => {
  cluster = await openClusterWithFiles();
});
afterEach(() => cluster.close());

const says = async (...argv: string[]) => (await cluster.run(argv)).stdout;

test('one is applied, listed, shown, changed and deleted, as recorded', async () => {
  expect(await says('namespace', 'apply', '-description', 'team a', 'team-a')).toBe(
    'Successfully applied namespace "team-a"!\n',
  );
  expect(await says('namespace', 'list')).toBe(`Name     Description
default  Default shared namespace
team-a   team a
`);
  expect(await says('namespace', 'status', 'team-a')).toBe(`Name                   = team-a
Description            = team a
Quota                  = <none>
Enabled Drivers        = *
Disabled Drivers       = <none>
Enabled Network Modes  = *
Disabled Network Modes = <none>
`);
  expect(JSON.parse(await says('namespace', 'inspect', 'team-a'))).toMatchObject({
    Capabilities: null,
    Description: 'team a',
  });
  await cluster.run(['namespace', 'apply', '-description', 'changed', 'team-a']);
  expect(await says('namespace', 'list', '-t', '{{range .}}{{.Description}};{{end}}')).toBe(
    'Default shared namespace;changed;\n',
  );
  expect(await says('namespace', 'delete', 'team-a')).toBe(
    'Successfully deleted namespace "team-a"!\n',
  );
});

test('a file says more', async () => {
  const path = join(cluster.dir, 'ns.hcl');
  await writeFile(
    path,
    `name = "nsx"
description = "from file"
meta { owner = "me" }
capabilities {
  enabled_task_drivers = ["docker","exec"]
  disabled_task_drivers = ["raw_exec"]
  disabled_network_modes = ["bridge"]
}
`,
  );
  await cluster.run(['namespace', 'apply', path]);
  expect(await says('namespace', 'status', 'nsx')).toBe(`Name                   = nsx
Description            = from file
Quota                  = <none>
Enabled Drivers        = docker,exec
Disabled Drivers       = raw_exec
Enabled Network Modes  = *
Disabled Network Modes = bridge

Metadata
owner = me
`);
});

test('a fault in a file is shown where it is', async () => {
  const path = join(cluster.dir, 'ns.hcl');
  await writeFile(path, 'name = "x"\ndescripton = "y"\n');
  const { code, stderr } = await cluster.run(['namespace', 'apply', path]);
  expect(code).toBe(1);
  expect(stderr).toContain('ns.hcl:2');
  expect(stderr).toContain('Did you mean "description"?');
});

test.each([
  [['status', 'nosuch'], 'Error retrieving namespaces: Namespace "nosuch" matched no namespaces\n'],
  [
    ['delete', 'nosuch'],
    'Error deleting namespace: Unexpected response code: 404 (namespace not found)\n',
  ],
  [
    ['delete', 'default'],
    'Error deleting namespace: Unexpected response code: 400 (can not delete default namespace)\n',
  ],
])('namespace %j fails', async (argv, stderr) => {
  expect(await cluster.run(['namespace', ...argv])).toEqual({ code: 1, stdout: '', stderr });
});

test('a job runs in one, and is seen over all', async () => {
  await cluster.run(['namespace', 'apply', 'team-a']);
  const run = ['job', 'run', '-detach', '-namespace', 'team-a', '-'];
  expect((await cluster.run(run, { stdin: HELLO })).code).toBe(0);
  expect(await says('job', 'status')).toBe('No running jobs\n');
  expect(await says('job', 'status', '-namespace', '*')).toMatch(
    /^ID +Namespace .*\nhello +team-a /,
  );
  expect(await says('job', 'status', '-namespace', 'team-a', 'hello')).toContain(
    'Namespace     = team-a',
  );
  const nosuch = await cluster.run(['job', 'run', '-detach', '-namespace', 'nosuch', '-'], {
    stdin: HELLO,
  });
  expect(nosuch.stderr).toContain('job "hello" is in nonexistent namespace "nosuch"');
});
