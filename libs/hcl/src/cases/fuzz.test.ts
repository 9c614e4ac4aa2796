import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
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

const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 20 }),
  insert: fc.constantFrom('', ...PIECES),
});

const mutated = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 6 }))
  .map(([text, edits]) =>
    edits.reduce((current, { at, remove, insert }) => {
      const start = at % (current.length + 1);
      return current.slice(0, start) + insert + current.slice(start + remove);
    }, text),
  );

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => new TextDecoder().decode(array));
const soup = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 200 })
  .map((pieces) => pieces.join(''));

/** A job, or at least one error; and a message that can be printed. */
function expectAnswer(text: string): void {
  const { job, diagnostics } = parseJob({ text, filename: 'f.hcl' });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.length > 0).toBe(job === undefined);
  expect(typeof formatDiagnostics(diagnostics, { 'f.hcl': text })).toBe('string');
}

describe('whatever the text, the parser answers', () => {
  test('random bytes', () => {
    fc.assert(fc.property(bytes, expectAnswer), { numRuns: 1000 });
  });

  test('heaps of syntax', () => {
    fc.assert(fc.property(soup, expectAnswer), { numRuns: 1000 });
  });

  test('changed job files', () => {
    fc.assert(fc.property(mutated, expectAnswer), { numRuns: 3000 });
  });

  test('agent configuration', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, soup, mutated), (text) => {
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
});
