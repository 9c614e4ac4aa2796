import { contentOf, type PlacedBlock, type Shape } from '../decode/content.ts';
import { BudgetExceeded } from '../evaluate/budget.ts';
import { type Environment, Scope } from '../evaluate/environment.ts';
import { functionEnvironment } from '../evaluate/new-environment.ts';
import type { Host } from '../functions/host.ts';
import { standardFunctions } from '../functions/registry.ts';
import { parseJsonFile } from '../json-syntax/json-body.ts';
import type { Body } from '../syntax/ast.ts';
import { type Diagnostic, Diagnostics, hasErrors } from '../syntax/diagnostics.ts';
import { parseFile } from '../syntax/parse-body.ts';
import { Source } from '../syntax/source.ts';
import type { JsonObject } from '../values/json.ts';
import { objectOf } from '../values/value.ts';
import { decodeJob } from './decode-job.ts';
import { readLocals } from './local-values.ts';
import { readDeclarations } from './variable-declarations.ts';
import { assignVariables, type TextFile } from './variable-values.ts';

export interface JobSource {
  readonly text: string;
  /** Only for messages; nothing is read. */
  readonly filename: string;
  /** Values as `-var name=value` gives them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The environment; `NOMAD_VAR_name` gives a variable its value. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Files of variables; later ones win. */
  readonly varFiles?: readonly TextFile[];
  /** Whether a value for an undeclared variable is an error; it is by default. */
  readonly isStrict?: boolean;
  /** What functions such as `file` and `uuidv4` need; without it, they are errors. */
  readonly host?: Host;
}

export interface ParsedJob {
  /** The job as the API's JSON, before any default of the server; absent when there are errors. */
  readonly job?: JsonObject;
  /** In the order of their places in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

const FILE: Shape = {
  attributes: new Set(),
  blocks: new Map([
    ['job', 'name'],
    ['variable', 'name'],
    ['variables', undefined],
    ['locals', undefined],
  ]),
};

/** Parses a job file. Whatever the text, it answers with diagnostics and never throws. */
export function parseJob(input: JobSource): ParsedJob {
  const source = new Source(input.filename, input.text);
  const isJson = source.text.trimStart().startsWith('{');
  const parsed = isJson ? parseJsonFile(source) : parseFile(source);
  if (hasErrors(parsed.diagnostics)) return { diagnostics: inOrder(parsed.diagnostics) };
  const diagnostics = new Diagnostics();
  const job = withinBudget(diagnostics, () => readFile(parsed.body, input, diagnostics));
  const list = inOrder(diagnostics.list);
  return diagnostics.hasErrors || job === undefined
    ? { diagnostics: list }
    : { job, diagnostics: list };
}

function withinBudget<T>(diagnostics: Diagnostics, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    diagnostics.error({
      summary: 'Too much to evaluate',
      detail:
        'The loops and texts of this file grow without measure. Make the lists that they go over shorter.',
    });
    return undefined;
  }
}

function readFile(body: Body, input: JobSource, diagnostics: Diagnostics): JsonObject | undefined {
  const inputs = new Diagnostics();
  const env = functionEnvironment(standardFunctions(input.host), diagnostics);
  const { blocks } = contentOf(body, FILE, env);
  const known = { ...body, blocks: blocks.map(({ block }) => block) };
  const scope = readInputs(known, input, { ...env, diagnostics: inputs });
  const job = onlyJob(blocks, diagnostics);
  diagnostics.addAll(inputs.list);
  // With a variable at fault, most of what the job would be blamed for is not its own.
  if (inputs.hasErrors || job === undefined) return undefined;
  return decodeJob({ ...job, env: { ...env, scope } });
}

/** The values of variables and locals, as `var` and `local`. */
function readInputs(body: Body, input: JobSource, env: Environment): Scope {
  const declarations = readDeclarations(body, env.diagnostics);
  const sources = {
    env: input.env ?? {},
    files: input.varFiles ?? [],
    args: input.variables ?? {},
    isStrict: input.isStrict ?? true,
  };
  const variables = assignVariables(declarations, sources, env);
  const withVariables = new Map([['var', objectOf(variables)]]);
  const locals = readLocals(body, { ...env, scope: new Scope(withVariables) });
  return new Scope(new Map([...withVariables, ['local', objectOf(locals)]]));
}

function onlyJob(
  blocks: readonly PlacedBlock[],
  diagnostics: Diagnostics,
): PlacedBlock | undefined {
  const [first, second] = blocks.filter(({ block }) => block.type === 'job');
  if (first === undefined && !diagnostics.hasErrors) {
    diagnostics.error({
      summary: 'Missing job block',
      detail: 'The file has no job: job "name" { ... }.',
    });
  }
  if (first !== undefined && second !== undefined) {
    const { line } = first.block.typeSpan.source.position(first.block.typeSpan.start);
    diagnostics.error({
      summary: 'Duplicate job block',
      detail: `A file holds one job, and there is one on line ${line} already.`,
      subject: second.block.header,
    });
  }
  return first;
}

/** By place, so that the first one in the file is the first that is read; those without one come first. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted(({ subject: a }, { subject: b }) =>
    a?.filename === b?.filename ? (a?.start.byte ?? 0) - (b?.start.byte ?? 0) : 0,
  );
}
