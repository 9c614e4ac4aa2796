import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Diagnostic, parseJob, type ParsedJob, type Range, stringifyJson } from '../index.ts';
import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';
import { Case } from './read-cases.ts';

const DIRECTORY = new URL('../../cases/', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, DIRECTORY), 'utf8');
}

function assignments(lines: readonly string[]): Record<string, string> {
  const pairs = lines
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return Object.fromEntries(pairs);
}

function parseCase({ id, given }: Case): ParsedJob {
  const content =
    given.var_content === undefined ? [] : [{ filename: 'variables', text: given.var_content }];
  return parseJob({
    filename: 'input.hcl',
    text: read(`${id}.hcl`),
    variables: assignments(given.vars),
    env: assignments(given.envs),
    varFiles: [
      ...given.var_files.map((filename) => ({ filename, text: read(filename) })),
      ...content,
    ],
    isStrict: given.strict ?? true,
    host: { randomBytes: (count) => new Uint8Array(count).fill(7) },
  });
}

function place({ filename, start, end }: Range): string {
  return `${filename}:${start.line},${start.column}@${start.byte}-${end.line},${end.column}@${end.byte}`;
}

function placesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ subject }) => (subject === undefined ? 'nowhere' : place(subject)))
    .toSorted();
}

const cases = z.array(Case).parse(JSON.parse(read('cases.json')));
const equal = cases.filter(({ id }) => !(id in DELIBERATE_DIFFERENCES));
const valid = equal.filter(({ faults }) => faults === undefined);
const malformed = equal.filter(({ faults }) => faults !== undefined);

describe('recorded cases', () => {
  test('280 of 282 have the recorded result, the others differ on purpose', () => {
    expect({ all: cases.length, valid: valid.length, malformed: malformed.length }).toEqual({
      all: 282,
      valid: 142,
      malformed: 138,
    });
  });

  test.each(valid)('$id gives the recorded job', (recorded) => {
    const { job, diagnostics } = parseCase(recorded);
    expect(placesOf(diagnostics)).toEqual([]);
    expect(JSON.parse(stringifyJson(job ?? null))).toEqual(JSON.parse(read(`${recorded.id}.job`)));
  });

  test.each(malformed)('$id has its faults at the recorded places', (recorded) => {
    const { job, diagnostics } = parseCase(recorded);
    const places = (recorded.faults ?? []).map((fault) => fault ?? 'nowhere').toSorted();
    expect(job).toBeUndefined();
    expect(placesOf(diagnostics)).toEqual(places);
  });

  test.each(Object.entries(DELIBERATE_DIFFERENCES))(
    '%s differs in the way that is listed',
    (id, { faults }) => {
      const found = cases.find((each) => each.id === id);
      expect(found && placesOf(parseCase(found).diagnostics)).toEqual(faults);
    },
  );
});
