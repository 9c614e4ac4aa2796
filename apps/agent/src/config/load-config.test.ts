import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadConfig } from './load-config.ts';

let dir: string;
const at = (name: string): string => join(dir, name);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-config-'));
  await mkdir(at('more'));
});
afterEach(() => rm(dir, { recursive: true }));

const load = (...names: string[]) =>
  loadConfig({ dev: false, paths: names.map(at), flags: { data_dir: '/tmp/a' } });

test('files and directories are read in their order, HCL and JSON alike, and flags win', async () => {
  await writeFile(
    at('base.hcl'),
    'name = "base"\ndata_dir = "/b"\nclient { meta { rack = "1" } }\n',
  );
  await writeFile(at('more/20.json'), '{"name": "json", "client": {"meta": {"row": "2"}}}');
  await writeFile(at('more/10.hcl'), 'name = "hcl"\nclient { servers = ["a"] }\n');
  await writeFile(at('more/30.txt'), 'not read');
  const { config, warnings } = await load('base.hcl', 'more');
  expect(warnings).toBe('');
  expect(config).toMatchObject({
    name: 'json',
    dataDir: '/tmp/a',
    client: { servers: ['a'], meta: { rack: '1', row: '2' } },
  });
});

test('an unknown setting is told with its file, line and column, in every file at once', async () => {
  await writeFile(at('base.hcl'), 'client {\n  severs = []\n}\n');
  await writeFile(at('more/a.json'), '{\n  "nmae": "x"\n}');
  const told = await load('base.hcl', 'more').catch(String);
  expect(told).toMatch(/base\.hcl:2,3\n[^]*Did you mean "servers"\?/);
  expect(told).toMatch(/a\.json:2,3\n[^]*Did you mean "name"\?/);
});

test('a file that is not there is named', async () => {
  await expect(load('none.hcl')).rejects.toThrow(`cannot read the configuration ${at('none.hcl')}`);
});
