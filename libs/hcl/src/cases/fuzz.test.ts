import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  nat,
  oneof,
  property,
  record,
  tuple,
  uint8Array,
} from 'fast-check';
import { formatDiagnostics, parseAgentConfig, parseJob } from '../index.ts';

const DIRECTORY = new URL('../../cases/', import.meta.url);
const TEXTS = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.hcl'))
  .map((name) => readFileSync(new URL(name, DIRECTORY), 'utf8'));

/** Pieces that a parser may stumble over. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '${',
  '%{',
  '~}',
  '=',
  ',',
  '\n',
  '\r',
  '.',
  '*',
  '?',
  ':',
  '<<EOF\n',
  'EOF\n',
  '-',
  '!',
  '&&',
  '#',
  '/*',
  '...',
  '=>',
  '\\',
  '\\u',
  '\0',
  '\uFEFF',
  '\uD800',
  'é',
  '1e9999',
  '99999999999999999999',
  'null',
  'for x in ',
  'if ',
  '%{ if true }',
  '%{ endif }',
  'dynamic "task" {',
  'range(9999)',
  'pow(9, 99999)',
];

const edit = record({
  at: nat(),
  remove: nat({ max: 20 }),
  insert: constantFrom('', ...PIECES),
});

const mutated = tuple(constantFrom(...TEXTS), array(edit, { minLength: 1, maxLength: 6 })).map(
  ([text, edits]) =>
    edits.reduce((current, { at, remove, insert }) => {
      const start = at % (current.length + 1);
      return current.slice(0, start) + insert + current.slice(start + remove);
    }, text),
);

const bytes = uint8Array({ maxLength: 400 }).map((codes) => new TextDecoder().decode(codes));
const soup = array(constantFrom(...PIECES), { maxLength: 200 }).map((pieces) => pieces.join(''));

/** A job, or at least one error; and a message that can be printed. */
function expectAnswer(text: string): void {
  const { job, diagnostics } = parseJob({ text, filename: 'f.hcl' });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.length > 0).toBe(job === undefined);
  expect(typeof formatDiagnostics(diagnostics, { 'f.hcl': text })).toBe('string');
}

describe('whatever the text, the parser answers', () => {
  test('random bytes', () => {
    assert(property(bytes, expectAnswer), { numRuns: 1000 });
  });

  test('heaps of syntax', () => {
    assert(property(soup, expectAnswer), { numRuns: 1000 });
  });

  test('changed job files', () => {
    assert(property(mutated, expectAnswer), { numRuns: 3000 });
  });

  test('agent configuration', () => {
    assert(
      property(oneof(bytes, soup, mutated), (text) => {
        const { config, diagnostics } = parseAgentConfig([{ filename: 'f.hcl', text }]);
        expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(config === undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    { title: 'brackets', text: 'x = ' + '['.repeat(100_000) },
    { title: 'parentheses', text: `job "c" {\n region = ${'('.repeat(50_000)}\n}` },
    { title: 'blocks', text: 'a {\n'.repeat(50_000) },
    { title: 'signs', text: `job "c" {\n priority = ${'-'.repeat(50_000)}1\n}` },
    { title: 'operators', text: `job "c" {\n priority = 1${' + 1'.repeat(50_000)}\n}` },
    { title: 'indexes', text: `job "c" {\n region = a${'[0]'.repeat(50_000)}\n}` },
    { title: 'conditionals', text: `job "c" {\n region = ${'true ? 1 : '.repeat(20_000)}1\n}` },
    { title: 'templates', text: `job "c" {\n region = ${'"${'.repeat(50_000)}` },
    { title: 'directives', text: `job "c" {\n region = "${'%{ if true }'.repeat(20_000)}"\n}` },
    { title: 'JSON', text: '{"job":'.repeat(50_000) },
    { title: 'comments', text: '/*'.repeat(100_000) },
    { title: 'heredocs', text: 'x = <<A\n'.repeat(20_000) },
  ])('$title nested or repeated without end', ({ text }) => {
    expectAnswer(text);
    expect(parseAgentConfig([{ filename: 'f.hcl', text }]).config).toBeUndefined();
  });

  test.each([
    {
      title: 'loops in loops',
      value: '[for a in range(1024): [for b in range(1024): [for c in range(1024): 1]]]',
    },
    {
      title: 'texts that double',
      value: `join("", [for a in range(1024): join("", [for b in range(1024): "${'x'.repeat(1000)}"])])`,
    },
    { title: 'products', value: 'setproduct(range(300), range(300), range(300))' },
  ])('$title are stopped', ({ value }) => {
    const { diagnostics } = parseJob({
      text: `locals {\n  x = ${value}\n}\njob "c" {\n}\n`,
      filename: 'f.hcl',
    });
    expect(diagnostics.length).toBe(1);
  });
});
