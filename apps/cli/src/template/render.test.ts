import { expect, test } from '@jest/globals';
import { renderTemplate } from './render.ts';

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
  { title: 'comments', template: 'a{{/* why */}}b', expected: 'ab' },
])('renders $title', ({ template, expected }) => {
  expect(renderTemplate(template, alloc)).toBe(expected);
});

test.each([
  { template: '{{.ID', says: 'not closed' },
  { template: '{{if .ID}}', says: 'has no {{end}}' },
  { template: '{{nope .ID}}', says: 'function "nope" not defined' },
  { template: '{{$x}}', says: 'undefined variable $x' },
  { template: '{{end}}', says: 'unexpected {{end}}' },
])('rejects $template', ({ template, says }) => {
  expect(() => renderTemplate(template, alloc)).toThrow(says);
});
