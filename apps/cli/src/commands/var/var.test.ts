import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openClusterWithFiles } from '../../testing/api.ts';

let cluster: Awaited<ReturnType<typeof openClusterWithFiles>>;
beforeEach(async () => {
  cluster = await openClusterWithFiles();
});
afterEach(() => cluster.close());

const run = (...argv: string[]) => cluster.run(['var', ...argv]);
const says = async (...argv: string[]) => (await run(...argv)).stdout;
const indexOf = async (path: string): Promise<number> =>
  JSON.parse(await says('get', path)).ModifyIndex;

test('one is put, read in each form, listed and purged, as recorded', async () => {
  const put = await says('put', 'a/b', 'x=1', 'y=two');
  const index = await indexOf('a/b');
  const json = `{
  "Namespace": "default",
  "Path": "a/b",
  "CreateIndex": ${index},
  "ModifyIndex": ${index},
  "CreateTime": 1795370400000000000,
  "ModifyTime": 1795370400000000000,
  "Items": {
    "x": "1",
    "y": "two"
  }
}
`;
  expect(put).toBe(json);
  expect(await says('get', '-out', 'json', 'a/b')).toBe(json);
  expect(await says('get', '-out', 'table', 'a/b')).toBe(`Namespace   = default
Path        = a/b
Create Time = 2026-11-22T18:00:00Z
Check Index = ${index}

Items
x = 1
y = two
`);
  expect(await says('get', '-out', 'hcl', 'a/b')).toBe(`
namespace    = "default"
path         = "a/b"
create_index = ${index}  # Set by server
modify_index = ${index}  # Set by server; consulted for check-and-set
create_time  = 1795370400000000000   # Set by server
modify_time  = 1795370400000000000   # Set by server

items = {
  x = "1"
  y = "two"
}

`);
  expect(await says('get', '-item', 'y', 'a/b')).toBe('two');
  expect(await says('get', '-out', 'go-template', '-template', '{{.Path}}', 'a/b')).toBe('a/b\n');
  expect(await says('list', '-out', 'terse')).toBe('a/b\n');
  expect(await says('list', 'zz')).toBe('[]\n');
  expect(await says('purge', 'a/b')).toBe('Successfully purged variable "a/b"!\n');
  expect((await run('get', 'a/b')).stderr).toBe('Variable not found\n');
});

test('what was changed meanwhile is not overwritten', async () => {
  await run('put', 'a/b', 'x=1');
  const index = await indexOf('a/b');
  const late = await run('put', 'a/b', 'x=2');
  expect(late.code).toBe(1);
  expect(late.stderr).toContain('\nCheck-and-Set conflict\n\n    Your provided check-index (0)');
  expect(late.stderr).toContain(`-check-index=${index}`);
  expect((await run('put', '-check-index', String(index), 'a/b', 'x=2')).code).toBe(0);
  expect((await run('put', '-force', 'a/b', 'x=3')).code).toBe(0);
  expect(await says('get', '-item', 'x', 'a/b')).toBe('3');
  expect((await run('purge', '-check-index', '1', 'a/b')).stderr).toContain('conflict');
});

test('files hold whole variables, or single items', async () => {
  const hcl = join(cluster.dir, 'v.hcl');
  await writeFile(hcl, 'path = "f/g"\nitems { a = "b" }\n');
  expect(JSON.parse(await says('put', `@${hcl}`))).toMatchObject({
    Path: 'f/g',
    Items: { a: 'b' },
  });
  const json = join(cluster.dir, 'v.json');
  await writeFile(json, '{"Items":{"c":"d"}}');
  expect(JSON.parse(await says('put', 'h/i', `@${json}`, 'e=f'))).toMatchObject({
    Path: 'h/i',
    Items: { c: 'd', e: 'f' },
  });
  await writeFile(join(cluster.dir, 'pem'), 'line 1\nline 2\n');
  await run('put', 'h/j', `pem=@${join(cluster.dir, 'pem')}`);
  expect(await says('get', '-item', 'pem', 'h/j')).toBe('line 1\nline 2\n');
});

test('the example can be put', async () => {
  for (const format of ['hcl', 'json']) {
    const path = join(cluster.dir, `spec.nv.${format}`);
    await run('init', '-out', format, path);
    expect((await run('put', `from/${format}`, `@${path}`)).code).toBe(0);
  }
});

test.each([
  [['put', 'a/n'], 'Must supply data'],
  [
    ['put', 'bad path', 'k=v'],
    'Error creating variable: Unexpected response code: 400 (invalid path "bad path")',
  ],
  [['get', '-item', 'z', 'nosuch'], 'Variable not found'],
])('var %j fails', async (argv, text) => {
  const { code, stderr } = await run(...argv);
  expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
});

const keyring = (...argv: string[]) => cluster.run(['operator', 'root', 'keyring', ...argv]);

test('root keys', async () => {
  await run('put', 'a/b', 'x=1');
  expect((await keyring('list')).stdout).toMatch(
    /^Key +State +Create Time +Publish Time\n\w{8} +active +2026-11-22T18:00:00Z +<none>\n$/,
  );
  expect((await keyring('rotate')).stderr).toContain('"-now" must be used');
  expect((await keyring('rotate', '-now', '-full')).stdout).toContain('active');
  const { stdout } = await keyring('list', '-verbose');
  const [, old = ''] = /^(\S+) +inactive/m.exec(stdout) ?? [];
  expect((await keyring('remove', old)).stdout).toBe(`Removed root key ${old}\n`);
  expect(await says('get', '-item', 'x', 'a/b')).toBe('1');
});

test('job init writes the templates that are kept as variables', async () => {
  const none = await cluster.run(['job', 'init', '-list-templates']);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('No job templates found')]);
  await run('put', 'nomad/job-templates/web', 'template=job "web" {}', 'description=a web job');
  const listed = await cluster.run(['job', 'init', '-list-templates']);
  expect(listed.stdout).toBe(
    'Use steppe job init -template=<template> with any of the following:\n  web\n',
  );
  const file = join(cluster.dir, 'web.nomad.hcl');
  expect((await cluster.run(['job', 'init', '-template=web', file])).code).toBe(0);
  expect(await readFile(file, 'utf8')).toBe('job "web" {}');
});
