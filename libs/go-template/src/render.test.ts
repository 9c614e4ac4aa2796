import { expect, test } from '@jest/globals';
import { parseTemplate } from './parse.ts';
import { renderTemplate } from './render.ts';
import type { Delimiters } from './tokenize.ts';
import { Described } from './values.ts';

const render = (template: string, delimiters?: Delimiters): string =>
  renderTemplate(parseTemplate(template, delimiters), alloc);

const alloc = {
  ID: 'a1',
  Name: 'hello.example[0]',
  Ports: [
    { Label: 'http', Value: 5678 },
    { Label: 'admin', Value: 9090 },
  ],
  Meta: { owner: 'team-a' },
  Healthy: true,
  Missing: null,
  Counts: { b: 2, a: 1 },
  Secret: new Described({
    shown: 'shown',
    fields: { Key: 'k' },
    members: [['x', 1]],
  }),
};

test.each([
  { title: 'a field', template: '{{.ID}}', expected: 'a1' },
  { title: 'a nested field', template: '{{.Meta.owner}}', expected: 'team-a' },
  { title: 'a member that there is not', template: '{{.Nope}}', expected: '<no value>' },
  {
    title: 'range',
    template: '{{range .Ports}}{{.Label}}={{.Value}} {{end}}',
    expected: 'http=5678 admin=9090 ',
  },
  {
    title: 'range with variables',
    template: '{{range $i, $p := .Ports}}{{$i}}:{{$p.Label}} {{end}}',
    expected: '0:http 1:admin ',
  },
  { title: 'range else', template: '{{range .Missing}}x{{else}}none{{end}}', expected: 'none' },
  {
    title: 'if, else if, else',
    template: '{{if .Missing}}a{{else if .Healthy}}b{{else}}c{{end}}',
    expected: 'b',
  },
  { title: 'with', template: '{{with .Meta}}{{.owner}}/{{$.ID}}{{end}}', expected: 'team-a/a1' },
  { title: 'a pipeline', template: '{{.ID | printf "%-4s|"}}', expected: 'a1  |' },
  {
    title: 'a call in parentheses',
    template: '{{if eq (len .Ports) 2}}two{{end}}',
    expected: 'two',
  },
  { title: 'index', template: '{{index .Meta "owner"}}', expected: 'team-a' },
  { title: 'trim markers', template: 'a {{- "b" -}} c', expected: 'abc' },
  { title: 'comments', template: 'a{{/* why }} */}}b', expected: 'ab' },
  { title: 'a delimiter within a text', template: '{{"}}"}}{{`{{`}}', expected: '}}{{' },
  { title: 'escapes', template: '{{"a\\tb\\x41"}}', expected: 'a\tbA' },
  {
    title: 'a map by its keys, in order',
    template: '{{range $k, $v := .Counts}}{{$k}}{{$v}}{{end}}',
    expected: 'a1b2',
  },
  {
    title: 'a field of parentheses',
    template: '{{(index .Ports 1).Label}}',
    expected: 'admin',
  },
  {
    title: 'break and continue',
    template:
      '{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}',
    expected: '02',
  },
  {
    title: 'a variable changed in a loop',
    template: '{{$n := 0}}{{range $i, $p := .Ports}}{{$n = $p.Value}}{{end}}{{$n}}',
    expected: '9090',
  },
  {
    title: 'a variable named in a condition',
    template: '{{if $m := .Meta.owner}}{{$m}}{{end}}',
    expected: 'team-a',
  },
  {
    title: 'what was defined',
    template: '{{define "port"}}[{{.Label}}]{{end}}{{range .Ports}}{{template "port" .}}{{end}}',
    expected: '[http][admin]',
  },
  { title: 'a block', template: '{{block "b" .Meta}}{{.owner}}{{end}}', expected: 'team-a' },
  {
    title: 'no more of a condition than it needs',
    template: '{{if or .Healthy (lt 1 "a")}}yes{{end}}',
    expected: 'yes',
  },
  {
    title: 'numbers in columns',
    template: '{{printf "%05d|%-4s|%4s|%x|%.2f" 42 "a" "b" 255 1.5}}',
    expected: '00042|a   |   b|ff|1.50',
  },
  {
    title: 'a value with a text of its own',
    template: '{{.Secret}} {{.Secret.Key}} {{range $k, $v := .Secret}}{{$k}}{{$v}}{{end}}',
    expected: 'shown k x1',
  },
])('renders $title', ({ template, expected }) => {
  expect(render(template)).toBe(expected);
});

test.each([
  { template: '{{.ID', says: 'not closed' },
  { template: '{{if .ID}}', says: 'has no {{end}}' },
  { template: '{{nope .ID}}', says: 'function "nope" not defined' },
  { template: '{{$x}}', says: 'undefined variable $x' },
  { template: '{{end}}', says: 'unexpected {{end}}' },
  { template: 'a\nb {{nope}}', says: 'line 2: function "nope" not defined' },
  { template: '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}', says: 'without end' },
  { template: '{{template "b"}}', says: 'no template "b"' },
])('rejects $template', ({ template, says }) => {
  expect(() => render(template)).toThrow(says);
});

test('takes other delimiters', () => {
  expect(render('{{x}} [[ .ID ]]', { left: '[[', right: ']]' })).toBe('{{x}} a1');
});

test('refuses a key that there is not, when asked to', () => {
  const template = parseTemplate('{{.Meta.owner}}{{.Meta.nobody}}');
  expect(() => renderTemplate(template, alloc, { missingKey: 'error' })).toThrow(
    'map has no entry for key "nobody"',
  );
});
