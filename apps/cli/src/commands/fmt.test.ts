import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { withFiles } from '../testing/hello.ts';
import { steppe } from '../testing/run.ts';

const FILES = { 'a.hcl': 'job  "a" {}\n', 'b.nomad': 'job "b" {}\n', 'c.txt': 'job  "c" {}\n' };

test('files are named and written, those that are well are not', async () => {
  await withFiles(FILES, async (path) => {
    const ran = await steppe(['fmt', path('')]);
    expect(ran).toEqual({ code: 0, stdout: `${path('a.hcl')}\n`, stderr: '' });
    expect(await readFile(path('a.hcl'), 'utf8')).toBe('job "a" {}\n');
    expect(await readFile(path('c.txt'), 'utf8')).toBe(FILES['c.txt']);
    expect(await steppe(['fmt', path('')])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

test('-check, -list and -write', async () => {
  await withFiles(FILES, async (path) => {
    const file = path('a.hcl');
    const check = await steppe(['fmt', '-check', file]);
    expect(check).toEqual({ code: 1, stdout: `${file}\n`, stderr: '' });
    expect(await steppe(['fmt', '-write=false', '-list=false', file])).toMatchObject({
      stdout: '',
    });
    expect(await readFile(file, 'utf8')).toBe(FILES['a.hcl']);
  });
});

test('directories below only with -recursive', async () => {
  await withFiles({}, async (path) => {
    await mkdir(path('below'));
    await writeFile(path('below/d.hcl'), 'a=1\n');
    expect((await steppe(['fmt', path('')])).stdout).toBe('');
    expect((await steppe(['fmt', '-recursive', path('')])).stdout).toBe(`${path('below/d.hcl')}\n`);
  });
});

test('stdin goes to stdout', async () => {
  expect(await steppe(['fmt', '-'], { stdin: 'a=1' })).toMatchObject({ stdout: 'a = 1' });
  expect(await steppe(['fmt', '-check', '-'], { stdin: 'a=1' })).toMatchObject({ code: 1 });
});

test('what is no HCL is said with its place', async () => {
  const text = 'job "a" {\ngroup "g" { count=1\n}\n}\n';
  const ran = await steppe(['fmt', '-'], { stdin: text });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('on <stdin>:2,');
  expect((await steppe(['fmt', '/no/such'])).stderr).toContain('No file or directory at /no/such');
});
