import { Source, type Span } from '../syntax/source.ts';
import type { Diagnostics } from '../syntax/diagnostics.ts';
import { parseFile } from '../syntax/parse-body.ts';
import { parseExpressionSource } from '../syntax/parse-expression.ts';
import { suggest } from '../syntax/suggest.ts';
import { type Environment, Scope, withNames, evaluate } from '../evaluate/environment.ts';
import { constantEnvironment } from '../evaluate/new-environment.ts';
import { convert } from '../values/convert.ts';
import { BOOL, DYNAMIC } from '../values/type.ts';
import { objectOf, stringOf, unknownOf, type Value } from '../values/value.ts';
import type { Declaration, Validation } from './variable-declarations.ts';

/** A file of `name = value` lines, as `-var-file` names it. */
export interface TextFile {
  readonly filename: string;
  readonly text: string;
}

/** Where variables get their values from; a later source wins over the ones before it. */
export interface VariableSources {
  /** The process's environment, of which the names that begin with `NOMAD_VAR_` count. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: readonly TextFile[];
  /** As `-var name=value` gives them. */
  readonly args: Readonly<Record<string, string>>;
  /** Whether an unknown name in a file or argument is an error. */
  readonly isStrict: boolean;
}

interface Assigned {
  readonly value: Value;
  /** Where the value stands, when that is in a file. */
  readonly span: Span | undefined;
  readonly origin: string;
}

type Assignments = Map<string, Assigned>;
type Declarations = ReadonlyMap<string, Declaration>;

const ENV_PREFIX = 'NOMAD_VAR_';

/** The value of each declared variable; those without one, or with a faulty one, are reported. */
export function assignVariables(
  declarations: Declarations,
  sources: VariableSources,
  env: Environment,
): ReadonlyMap<string, Value> {
  const assigned: Assignments = new Map();
  for (const { name, defaultValue, defaultSpan } of declarations.values()) {
    if (defaultValue)
      assigned.set(name, { value: defaultValue, span: defaultSpan, origin: 'default' });
  }
  const { diagnostics } = env;
  for (const [key, text] of Object.entries(sources.env)) {
    const declaration = key.startsWith(ENV_PREFIX)
      ? declarations.get(key.slice(ENV_PREFIX.length))
      : undefined;
    if (declaration && text !== undefined)
      assignText(declaration, text, 'env', assigned, diagnostics);
  }
  for (const file of sources.files)
    assignFile(file, { declarations, sources, assigned, diagnostics });
  for (const [name, text] of Object.entries(sources.args)) {
    const declaration = declarations.get(name);
    if (declaration) assignText(declaration, text, 'arguments', assigned, diagnostics);
    else if (sources.isStrict) reportUndeclared(name, declarations, diagnostics);
  }
  return checked(declarations, assigned, env);
}

function assignText(
  declaration: Declaration,
  text: string,
  origin: string,
  assigned: Assignments,
  diagnostics: Diagnostics,
): void {
  const { name, type } = declaration;
  if (type === undefined || type.kind === 'string') {
    assigned.set(name, { value: stringOf(text), span: undefined, origin });
    return;
  }
  const source = new Source(`<value for var.${name} from ${origin}>`, text);
  const { expression, diagnostics: faults } = parseExpressionSource(source);
  diagnostics.addAll(faults);
  if (expression === undefined) return;
  // A bare word is text that somebody forgot to quote, and its type will tell.
  const isWord = expression.kind === 'reference';
  const value = isWord ? stringOf(text) : evaluate(expression, constantEnvironment(diagnostics));
  assign(declaration, { value, span: undefined, origin }, assigned, diagnostics);
}

interface FileAssignment {
  readonly declarations: Declarations;
  readonly sources: VariableSources;
  readonly assigned: Assignments;
  readonly diagnostics: Diagnostics;
}

function assignFile(
  file: TextFile,
  { declarations, sources, assigned, diagnostics }: FileAssignment,
): void {
  const { body, diagnostics: faults } = parseFile(new Source(file.filename, file.text));
  diagnostics.addAll(faults);
  for (const { type, openBrace } of body.blocks) {
    diagnostics.error({
      summary: `Unexpected "${type}" block`,
      detail: 'A file of variables holds only name = value.',
      subject: body.blocks[0]?.typeSpan ?? openBrace,
    });
  }
  const env = constantEnvironment(diagnostics);
  for (const { name, expression, span } of body.attributes.values()) {
    const declaration = declarations.get(name);
    if (declaration) {
      assign(
        declaration,
        { value: evaluate(expression, env), span: expression.span, origin: 'file' },
        assigned,
        diagnostics,
      );
    } else if (sources.isStrict) {
      reportUndeclared(name, declarations, diagnostics, span);
    }
  }
}

function assign(
  declaration: Declaration,
  given: Assigned,
  assigned: Assignments,
  diagnostics: Diagnostics,
): void {
  const converted = convert(given.value, declaration.type ?? DYNAMIC);
  if (converted.ok) {
    assigned.set(declaration.name, { ...given, value: converted.value });
    return;
  }
  diagnostics.error({
    summary: 'Invalid value for variable',
    detail: `The value given for "${declaration.name}" does not have its type: ${converted.problem}.`,
    subject: given.span,
  });
  assigned.set(declaration.name, given);
}

function reportUndeclared(
  name: string,
  declarations: Declarations,
  diagnostics: Diagnostics,
  span?: Span,
): void {
  diagnostics.error({
    summary: 'Undefined variable',
    detail: `A value is given for "${name}", which the job file does not declare.${suggest(name, [...declarations.keys()])}`,
    subject: span,
  });
}

function checked(
  declarations: Declarations,
  assigned: Assignments,
  env: Environment,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { name, header, validations, hasFaultyDefault } of declarations.values()) {
    const given = assigned.get(name);
    values.set(name, given?.value ?? unknownOf());
    if (given === undefined) {
      if (hasFaultyDefault) continue;
      env.diagnostics.error({
        summary: `Unset variable "${name}"`,
        detail: `Give it a default, or a value with -var ${name}=…, -var-file or ${ENV_PREFIX}${name}.`,
        subject: header,
      });
      continue;
    }
    const variable = objectOf([[name, given.value]]);
    const inner = withNames(
      { ...env, scope: env.scope ?? new Scope(new Map()) },
      new Map([['var', variable]]),
    );
    for (const validation of validations) validate(name, given, validation, inner);
  }
  return values;
}

function validate(
  name: string,
  given: Assigned,
  { condition, message, header }: Validation,
  env: Environment,
): void {
  const result = convert(evaluate(condition, env), BOOL);
  if (!result.ok || result.value.kind === 'null') {
    env.diagnostics.error({
      summary: 'Invalid variable validation result',
      detail: `The condition must be true or false: ${result.ok ? 'it is null' : result.problem}.`,
      subject: condition.span,
    });
    return;
  }
  if (result.value.kind !== 'bool' || result.value.bool) return;
  const text = evaluate(message, env);
  const { line } = header.source.position(header.start);
  env.diagnostics.error({
    summary: `Invalid value for variable "${name}"`,
    detail: `${text.kind === 'string' ? text.text : 'The value is not valid.'} (The validation on line ${line} says so.)`,
    subject: given.span,
  });
}
