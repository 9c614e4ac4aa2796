import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestCluster, type TestCluster } from '../../testing/api.ts';

const ACL = {
  enabled: true,
  tokenMinTtlMs: 60_000,
  tokenMaxTtlMs: 86_400_000,
  bootstrapResetIndex: () => Promise.resolve(undefined),
};
const id = (number: number): string =>
  `63f5f73d-0000-4000-8000-${String(number).padStart(12, '0')}`;

let cluster: TestCluster;
let dir: string;
let secret = '';
beforeEach(async () => {
  cluster = await openTestCluster({ acl: ACL });
  dir = await mkdtemp(join(tmpdir(), 'steppe-cli-'));
  const { stdout } = await cluster.run(['acl', 'bootstrap']);
  [, secret = ''] = /Secret ID +=\s(\S+)/.exec(stdout) ?? [];
  await writeFile(join(dir, 'p1.hcl'), 'namespace "default" { policy = "read" }\n');
});
afterEach(async () => {
  await cluster.close();
  await rm(dir, { recursive: true });
});

const run = (...argv: string[]) => cluster.run([...argv, '-token', secret]);
const says = async (...argv: string[]) => (await run(...argv)).stdout;
const applyPolicy = () =>
  run('acl', 'policy', 'apply', '-description', 'my pol', 'p1', join(dir, 'p1.hcl'));

test('the first token is shown whole, and a second one is refused', async () => {
  expect(await says('acl', 'token', 'self')).toBe(`Accessor ID  = ${id(2)}
Secret ID    = ${id(1)}
Name         = Bootstrap Token
Type         = management
Global       = true
Create Time  = 2026-11-22 18:00:00 +0000 UTC
Expiry Time  = <none>
Create Index = 1
Modify Index = 1
Policies     = n/a
Roles        = n/a
`);
  expect((await cluster.run(['acl', 'bootstrap'])).stderr).toBe(
    'Error bootstrapping: Unexpected response code: 400 (ACL bootstrap already done (reset index: 1))\n',
  );
});

test('without a token nothing is allowed', async () => {
  expect(await cluster.run(['job', 'status'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Error querying jobs: Unexpected response code: 403 (Permission denied)\n',
  });
});

test('policies, as recorded', async () => {
  expect((await applyPolicy()).stdout).toBe('Successfully wrote "p1" ACL policy!\n');
  expect(await says('acl', 'policy', 'list')).toBe('Name  Description\np1    my pol\n');
  expect(await says('acl', 'policy', 'info', 'p1')).toBe(`Name        = p1
Description = my pol
CreateIndex = 2
ModifyIndex = 2

Rules

namespace "default" { policy = "read" }

`);
  expect(await says('acl', 'policy', 'self')).toBe(
    'This is a management token. No individual policies are assigned.\n',
  );
  expect((await run('acl', 'policy', 'info', 'nosuch')).stderr).toBe(
    'Error fetching info on ACL policy: Unexpected response code: 404 (ACL policy not found)\n',
  );
  expect(await says('acl', 'policy', 'delete', 'p1')).toBe('Successfully deleted p1 policy!\n');
});

test('a fault in a policy is shown where it is', async () => {
  const path = join(dir, 'bad.hcl');
  await writeFile(path, 'namespace "default" { policy = "bogus" }');
  const { code, stderr } = await run('acl', 'policy', 'apply', 'bad', path);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no policy "bogus" here');
});

describe('tokens', () => {
  test('are made, shown, changed and deleted', async () => {
    await applyPolicy();
    const made = await says('acl', 'token', 'create', '-name', 't1', '-policy', 'p1', '-ttl', '1h');
    expect(made).toBe(`Accessor ID  = ${id(4)}
Secret ID    = ${id(3)}
Name         = t1
Type         = client
Global       = false
Create Time  = 2026-11-22 18:00:00 +0000 UTC
Expiry Time  = 2026-11-22 19:00:00 +0000 UTC
Create Index = 3
Modify Index = 3
Policies     = [p1]

Roles
<none>
`);
    expect(await says('acl', 'token', 'list'))
      .toBe(`Name             Type        Global  Accessor ID                           Expired
Bootstrap Token  management  true    ${id(2)}  false
t1               client      false   ${id(4)}  false
`);
    expect(await says('acl', 'token', 'update', '-name', 't2', id(4))).toContain(
      'Name         = t2',
    );
    expect(await says('acl', 'token', 'info', id(4))).toContain('Secret ID    = <redacted>');
    const own = await cluster.run(['job', 'status', '-token', id(3)]);
    expect(own.stdout).toBe('No running jobs\n');
    expect(await says('acl', 'token', 'delete', id(4))).toBe(
      `Token ${id(4)} successfully deleted\n`,
    );
    expect((await run('acl', 'token', 'info', id(4))).stderr).toBe(
      'Error fetching token: Unexpected response code: 404 (ACL token not found)\n',
    );
  });

  test('need a policy', async () => {
    const { stderr } = await run('acl', 'token', 'create', '-name', 't1');
    expect(stderr).toContain('client token missing policies or roles');
  });
});

test('roles, as recorded', async () => {
  await applyPolicy();
  const block = (description: string, index: number): string => `ID           = ${id(3)}
Name         = r1
Description  = ${description}
Policies     = p1
Create Index = 3
Modify Index = ${index}
`;
  const create = ['acl', 'role', 'create', '-name', 'r1', '-policy', 'p1'];
  expect(await says(...create, '-description', 'a role')).toBe(block('a role', 3));
  expect((await run(...create)).stderr).toBe(
    'Error creating ACL role: Unexpected response code: 400 (role with name r1 already exists)\n',
  );
  expect(await says('acl', 'role', 'info', '-by-name', 'r1')).toBe(block('a role', 3));
  expect(await says('acl', 'role', 'list')).toContain(`${id(3)}  r1    a role       p1`);
  expect(await says('acl', 'role', 'update', '-description', 'changed', id(3))).toBe(
    block('changed', 4),
  );
  const token = await says('acl', 'token', 'create', '-role-name', 'r1');
  expect(token).toContain(`Roles\nID${' '.repeat(36)}Name\n${id(3)}  r1\n`);
  expect(await says('acl', 'role', 'delete', id(3))).toBe(
    `ACL role ${id(3)} successfully deleted\n`,
  );
});

test('a token of a policy that is not there is made, and that is said', async () => {
  await applyPolicy();
  const made = await run('acl', 'token', 'create', '-policy', 'p1', '-policy', 'nosuch');
  expect([made.code, made.stderr]).toEqual([
    0,
    'Error fetching info on nosuch policy: Unexpected response code: 404 (ACL policy not found)\n',
  ]);
  expect(made.stdout).toContain('Policies     = [p1 nosuch]');
});
