import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isJsonObject, type Json } from '../values/json.ts';
import { parseJob, stringifyJson } from '../index.ts';

const TEXT = readFileSync(new URL('../../cases/expressions.txt', import.meta.url), 'utf8');
const EXPRESSIONS = [...TEXT.matchAll(/^(?! {2}=> )(.*)\n {2}=> (.*)$/gm)].map(
  ([, expression = '', result = '']) => ({
    expression,
    result,
  }),
);

function at(json: Json | undefined, ...path: ReadonlyArray<string | number>): Json | undefined {
  return path.reduce<Json | undefined>((current, step) => {
    if (Array.isArray(current)) return typeof step === 'number' ? current[step] : undefined;
    return isJsonObject(current) ? current[step] : undefined;
  }, json);
}

/** The value of an expression as a driver's option, where nothing is converted. */
function evaluateText(expression: string): string {
  const text = `job "c" {\n  group "g" {\n    task "t" {\n      config {\n        a = ${expression}\n      }\n    }\n  }\n}\n`;
  const { job } = parseJob({ text, filename: 'f.hcl' });
  if (job === undefined) return 'error';
  const value = at(job, 'TaskGroups', 0, 'Tasks', 0, 'Config', 'a');
  return value === undefined ? 'absent' : stringifyJson(value);
}

test('there are recorded expressions', () => {
  expect(EXPRESSIONS).toHaveLength(209);
});

test.each(EXPRESSIONS)('$expression is $result', ({ expression, result }) => {
  const actual = evaluateText(expression);
  const isData =
    actual !== 'error' && actual !== 'absent' && result !== 'error' && result !== 'absent';
  expect(isData ? JSON.parse(actual) : actual).toEqual(isData ? JSON.parse(result) : result);
});
