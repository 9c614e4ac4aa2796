import { exactShapeOf, SteppeError } from '@steppe/domain';
import type { z } from 'zod';

/**
 * Reads the body of a request, whatever its content type says: Nomad's clients do not all set one.
 *
 * @throws SteppeError `REQUEST_INVALID` that says where the body is wrong and what is right.
 */
export function parseBody<T>(body: unknown, schema: z.ZodType<T>): T {
  if (typeof body !== 'string' || body === '') {
    throw new SteppeError('REQUEST_INVALID', 'Request body is empty');
  }
  const json = parseJson(body);
  if (isDeeper(json, DEPTH_MAX)) {
    throw new SteppeError('REQUEST_INVALID', `the body is nested deeper than ${DEPTH_MAX} levels`);
  }
  const isExact = exactShapeOf(schema);
  if (isExact(json)) return json;
  const parsed = schema.safeParse(json, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, MAX_FAULTS).map(faultOf);
  throw new SteppeError('REQUEST_INVALID', faults.join('\n'));
}

const MAX_FAULTS = 20;
/** Whatever walks the body later may recurse so deep and no deeper. */
const DEPTH_MAX = 100;

function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (levels === 0) return true;
  // What JSON made of a text has no keys but its own.
  for (const key in json) if (isDeeper(Reflect.get(json, key), levels - 1)) return true;
  return false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Nomad's words for a body that was cut off; V8 says where all others are wrong.
    const isCutOff = /^(Unexpected end of JSON|Unterminated)/.test(reason);
    throw new SteppeError(
      'REQUEST_INVALID',
      isCutOff ? 'unexpected EOF' : `invalid JSON in the request body: ${reason}`,
      { cause },
    );
  }
}

/** e.g. `Job.TaskGroups[0].Count: expected a whole number, but got a string`. */
function faultOf(issue: z.core.$ZodIssue): string {
  const path = pathOf(issue.path);
  const where = path === '' ? '' : `${path}: `;
  if (issue.code !== 'invalid_type') return `${where}${issue.message}`;
  const got = kindOf(issue.input);
  const expected = EXPECTED[issue.expected] ?? `a ${issue.expected}`;
  return `${where}expected ${expected}, but got ${got}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};

function kindOf(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'an object';
  return typeof input === 'number' ? `the number ${input}` : `a ${typeof input}`;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
