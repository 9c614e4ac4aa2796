import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskTemplate } from '@steppe/api-contract/blocks';
import { type AllocDirs, makeAllocDirs } from '../testing/alloc-dirs.ts';
import { TestTemplateData } from '../testing/template-data.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { TaskTemplates } from './task-templates.ts';
import type { TemplateSettings } from './template-settings.ts';

let dirs: AllocDirs;
let data: TestTemplateData;
let time: ManualTime;
let missing: string[];
let failures: string[];
let templates: TaskTemplates | undefined;
let rerendered: PromiseWithResolvers<readonly string[]>;

beforeEach(async () => {
  dirs = await makeAllocDirs();
  data = new TestTemplateData();
  time = new ManualTime();
  [missing, failures] = [[], []];
  rerendered = Promise.withResolvers();
});
afterEach(async () => {
  await templates?.stop();
  await dirs.remove();
});

interface Circumstances {
  readonly isRecovered?: boolean;
  readonly settings?: TemplateSettings;
}

async function compile(
  wires: readonly object[],
  { isRecovered = false, settings = {} }: Circumstances = {},
): Promise<TaskTemplates> {
  templates = await TaskTemplates.compile({
    isRecovered,
    settings,
    templates: wires.map((wire) => TaskTemplate.parse({ DestPath: 'local/out', ...wire })),
    asker: { allocId: 'a1', task: 'web' },
    dirs,
    namespace: 'default',
    env: { NAME: 'web' },
    data,
    time,
    onMissing: (names) => missing.push(...names),
    onRerender: (changed) => rerendered.resolve(changed.map(({ destination }) => destination)),
    onFailure: ({ message }) => failures.push(message),
  });
  return templates;
}

async function render(text: string, more: object = {}): Promise<string> {
  const compiled = await compile([{ EmbeddedTmpl: text, ...more }]);
  await compiled.firstRender();
  return output();
}

const output = (): Promise<string> => readFile(join(dirs.localDir, 'out'), 'utf8');

describe('a template', () => {
  test.each([
    { template: '{{ env "NAME" }}/{{ env "NONE" }}', expected: 'web/' },
    { template: '{{ envOrDefault "NONE" "x" }}', expected: 'x' },
    {
      template: '{{ with nomadVar "nomad/jobs/web" }}{{ .user }}:{{ .pw }}{{ end }}',
      expected: 'bob:s3cret',
    },
    {
      template: '{{ range $k, $v := nomadVar "nomad/jobs/web" }}{{ $k }}={{ $v }};{{ end }}',
      expected: 'pw=s3cret;user=bob;',
    },
    {
      template: '{{ (nomadVar "nomad/jobs/web").Items | toJSON }}',
      expected: '{"pw":"s3cret","user":"bob"}',
    },
    {
      template: '{{ range nomadVarList "nomad" }}{{ .Path }} {{ end }}',
      expected: 'nomad/jobs/web ',
    },
    { template: '{{ if nomadVarExists "none" }}yes{{ else }}no{{ end }}', expected: 'no' },
    {
      template: '{{ range nomadService "db" }}{{ .Address }}:{{ .Port }} {{ end }}',
      expected: '10.0.0.1:5432 10.0.0.2:5432 ',
    },
    {
      template: '{{ range nomadService "primary.db" }}{{ .Address }}{{ end }}',
      expected: '10.0.0.1',
    },
    { template: '{{ len (nomadService 1 "key" "db") }}', expected: '1' },
    {
      template: '{{ range nomadServices }}{{ .Name }}{{ .Tags }}{{ end }}',
      expected: 'db[primary]',
    },
    { template: '{{ len (nomadService "none") }}', expected: '0' },
    { template: '{{ "a,b" | split "," | join "-" | toUpper }}', expected: 'A-B' },
    { template: '{{ "aGk=" | base64Decode }} {{ "hi" | base64Encode }}', expected: 'hi aGk=' },
    { template: '{{ 7 | add 2 }} {{ 7 | subtract 2 }} {{ 7 | divide 2 }}', expected: '9 5 3' },
    { template: '{{ with parseJSON "{\\"a\\":[1,2]}" }}{{ index .a 1 }}{{ end }}', expected: '2' },
    { template: '{{ "x" | sha256Hex | printf "%.8s" }}', expected: '2d711642' },
    { template: '{{ range loop 2 4 }}{{ . }}{{ end }}', expected: '23' },
    { template: '{{ "a: [1]" | parseYAML | toJSON }}', expected: '{"a":[1]}' },
    { template: '{{ "foo.bar" | regexReplaceAll "o+(?P<x>.)" "0${x}" }}', expected: 'f0.bar' },
    { template: '[[ env "NAME" ]]', more: { LeftDelim: '[[', RightDelim: ']]' }, expected: 'web' },
  ])('$template shows $expected', async ({ template, more, expected }) => {
    expect(await render(template, more)).toBe(expected);
  });

  test('has the permissions and the place that its job says', async () => {
    const wire = { EmbeddedTmpl: 'x', Perms: '0600', DestPath: 'secrets/deep/out' };
    await (await compile([wire])).firstRender();
    expect((await stat(join(dirs.taskDir, 'secrets/deep/out'))).mode & 0o777).toBe(0o600);
  });

  test('may come from a file, and show one', async () => {
    await writeFile(join(dirs.localDir, 'in.tpl'), 'say {{ file "local/word" }}');
    await writeFile(join(dirs.localDir, 'word'), 'hello');
    expect(await render('', { SourcePath: 'local/in.tpl' })).toBe('say hello');
  });

  test('gives its task variables', async () => {
    await render('A=1\n# no\nB="two words"\n', { Envvars: true });
    expect(templates?.env).toEqual({ A: '1', B: 'two words' });
  });

  test('waits for a variable that there is not, and people are told', async () => {
    const compiled = await compile([
      { EmbeddedTmpl: '{{ with nomadVar "new" }}{{ .a.b }}{{ .v }}{{ end }}' },
    ]);
    const rendered = compiled.firstRender();
    time.pass(3_000);
    expect(missing).toEqual(['nomad.var.block(new@default.global)']);
    data.setVariable('new', { v: '1', a: '2' });
    await rendered;
    expect(await output()).toBe('<no value>1');
  });

  test('is rendered anew when what it shows changes, and only then', async () => {
    await render('{{ with nomadVar "nomad/jobs/web" }}{{ .user }}{{ end }}');
    data.setVariable('nomad/jobs/web', { user: 'bob', other: 'x' });
    data.setVariable('nomad/jobs/web', { user: 'eve' });
    expect(await rerendered.promise).toEqual(['local/out']);
    expect(await output()).toBe('eve');
  });

  test('waits until what it shows is quiet, when its job says so', async () => {
    await render('{{ with nomadVar "nomad/jobs/web" }}{{ .user }}{{ end }}', {
      Wait: { Min: 1e9, Max: 3e9 },
    });
    data.setVariable('nomad/jobs/web', { user: 'eve' });
    time.pass(900);
    data.setVariable('nomad/jobs/web', { user: 'ann' });
    time.pass(900);
    expect(await output()).toBe('bob');
    time.pass(100);
    await rerendered.promise;
    expect(await output()).toBe('ann');
  });

  test('waits for its own quiet, whatever else its task shows', async () => {
    const text = '{{ with nomadVar "nomad/jobs/web" }}{{ .user }}{{ end }}';
    const settings = { wait: { minMs: 5_000, maxMs: 240_000 } };
    const quick = { EmbeddedTmpl: text, DestPath: 'local/quick', Wait: { Min: 1e9, Max: 1e9 } };
    await (await compile([{ EmbeddedTmpl: text }, quick], { settings })).firstRender();
    data.setVariable('nomad/jobs/web', { user: 'eve' });
    time.pass(1_000);
    expect(await rerendered.promise).toEqual(['local/quick']);
    expect(await output()).toBe('bob');
    rerendered = Promise.withResolvers();
    time.pass(4_000);
    expect(await rerendered.promise).toEqual(['local/out']);
    expect(await output()).toBe('eve');
  });

  test('that can not be kept up to date any more says why', async () => {
    await render('{{ with nomadVar "nomad/jobs/web" }}{{ .user }}{{ end }}');
    data.fail('nobody answers');
    expect(failures).toEqual(['nomad.var.block(nomad/jobs/web@default.global): nobody answers']);
  });

  test('that was never rendered fails when nobody can be asked', async () => {
    const compiled = await compile([
      { EmbeddedTmpl: '{{ with nomadVar "new" }}{{ .v }}{{ end }}' },
    ]);
    const rendered = compiled.firstRender();
    await Promise.resolve();
    data.fail('nobody answers');
    await expect(rendered).rejects.toThrow('nomad.var.block(new@default.global): nobody answers');
  });

  test('of a task that went on without an agent tells what changed meanwhile', async () => {
    await render('{{ with nomadVar "nomad/jobs/web" }}{{ .user }}{{ end }}');
    await templates?.stop();
    data.setVariable('nomad/jobs/web', { user: 'eve' });
    const text = '{{ with nomadVar "nomad/jobs/web" }}{{ .user }}{{ end }}';
    const next = await compile([{ EmbeddedTmpl: text }], { isRecovered: true });
    await next.firstRender();
    expect(await rerendered.promise).toEqual(['local/out']);
  });
});

describe('a template is refused', () => {
  test.each([
    { title: 'that asks Consul', template: '{{ key "a" }}', says: "can't read from Consul" },
    { title: 'that writes files', template: '{{ writeToFile "a" }}', says: 'disabled' },
    { title: 'that is malformed', template: '{{ if }}', says: 'a value is missing' },
    { title: 'with a function unknown', template: '\n{{ nope }}', says: 'line 2' },
    {
      title: 'with a key missing, when its job says so',
      template: '{{ with nomadVar "nomad/jobs/web" }}{{ .nope }}{{ end }}',
      more: { ErrMissingKey: true },
      says: 'no entry for key "nope"',
    },
    { title: 'for above', template: 'x', more: { DestPath: '../../../x' }, says: 'escapes' },
    {
      title: 'from above',
      template: '',
      more: { SourcePath: '../../../../etc/hosts' },
      says: 'escapes',
    },
    {
      title: 'that shows what is outside',
      template: '{{ file "../../../etc/hosts" }}',
      says: 'escapes',
    },
    {
      title: 'without its source',
      template: '',
      more: { SourcePath: 'local/none' },
      says: 'does not exist',
    },
  ])('$title', async ({ template, more, says }) => {
    await expect(render(template, more)).rejects.toThrow(says);
  });

  test('where a task has put a link', async () => {
    await symlink('/tmp', join(dirs.localDir, 'sub'));
    await expect(render('x', { DestPath: 'local/sub/steppe-evil' })).rejects.toThrow('escapes');
    await symlink('/etc/hosts', join(dirs.localDir, 'source'));
    await expect(render('', { SourcePath: 'local/source' })).rejects.toThrow('escapes');
  });
});
