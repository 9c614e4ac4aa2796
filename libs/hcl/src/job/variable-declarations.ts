import type { Block, Body, Expression } from '../syntax/ast.ts';
import type { Diagnostics } from '../syntax/diagnostics.ts';
import type { Span } from '../syntax/source.ts';
import { contentOf, type Shape } from '../decode/content.ts';
import { type Environment, evaluate } from '../evaluate/environment.ts';
import { constantEnvironment } from '../evaluate/new-environment.ts';
import { convert } from '../values/convert.ts';
import { DYNAMIC, type Type } from '../values/type.ts';
import { typeOf, type Value } from '../values/value.ts';
import { isFault, readType } from '../values/type-expression.ts';

/** What a `variable` block says. */
export interface Declaration {
  readonly name: string;
  readonly header: Span;
  /** `undefined` when nothing says what type it has; texts are then taken as they are. */
  readonly type: Type | undefined;
  readonly defaultValue: Value | undefined;
  readonly defaultSpan: Span | undefined;
  readonly hasFaultyDefault: boolean;
  readonly validations: readonly Validation[];
}

export interface Validation {
  readonly condition: Expression;
  readonly message: Expression;
  readonly header: Span;
}

const VARIABLE: Shape = {
  attributes: new Set(['type', 'default', 'description', 'sensitive']),
  blocks: new Map([['validation', undefined]]),
};
const VALIDATION: Shape = {
  attributes: new Set(['condition', 'error_message']),
  blocks: new Map(),
};
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Reads all `variable` and `variables` blocks of a file. */
export function readDeclarations(
  body: Body,
  diagnostics: Diagnostics,
): ReadonlyMap<string, Declaration> {
  const env = constantEnvironment(diagnostics);
  const declarations = new Map<string, Declaration>();
  for (const block of body.blocks) {
    const found =
      block.type === 'variable'
        ? [readVariable(block, env)]
        : block.type === 'variables'
          ? readVariables(block, env)
          : [];
    for (const declaration of found) {
      if (declarations.has(declaration.name)) {
        diagnostics.error({
          summary: 'Duplicate variable',
          detail: `There is a variable "${declaration.name}" already.`,
          subject: declaration.header,
        });
      }
      declarations.set(declaration.name, declaration);
    }
  }
  return declarations;
}

function readVariable(block: Block, env: Environment): Declaration {
  const [label] = block.labels;
  if (label !== undefined && !NAME.test(label.text)) {
    env.diagnostics.error({
      summary: 'Invalid variable name',
      detail:
        'A name starts with a letter or underscore and goes on with letters, digits, underscores and dashes.',
      subject: label.span,
    });
  }
  const { attributes, blocks } = contentOf(block.body, VARIABLE, env);
  const typeExpression = attributes.get('type')?.expression;
  const declared = typeExpression && readType(typeExpression);
  if (declared && isFault(declared)) env.diagnostics.error(declared);
  const defaultExpression = attributes.get('default')?.expression;
  const type = declared && !isFault(declared) ? declared : undefined;
  const defaultValue = defaultExpression && readDefault(defaultExpression, type, env);
  const untyped = defaultValue && typeOf(defaultValue);
  return {
    name: label?.text ?? '',
    header: block.header,
    type: type ?? (untyped?.kind === 'dynamic' ? undefined : untyped),
    defaultValue,
    defaultSpan: defaultExpression?.start,
    hasFaultyDefault: defaultExpression !== undefined && defaultValue === undefined,
    validations: blocks.flatMap((placed) => readValidation(placed.block, env)),
  };
}

/** The old form: `variables { name = default }`. */
function readVariables(block: Block, env: Environment): Declaration[] {
  return [...block.body.attributes.values()].map(({ name, nameSpan, expression }) => {
    const defaultValue = evaluate(expression, env);
    return {
      name,
      header: nameSpan,
      type: typeOf(defaultValue),
      defaultValue,
      defaultSpan: expression.start,
      hasFaultyDefault: false,
      validations: [],
    };
  });
}

function readDefault(
  expression: Expression,
  type: Type | undefined,
  env: Environment,
): Value | undefined {
  const value = evaluate(expression, env);
  const converted = convert(value, type ?? DYNAMIC);
  if (converted.ok) return converted.value;
  env.diagnostics.error({
    summary: 'Invalid default value for variable',
    detail: `The default does not have the variable's type: ${converted.problem}.`,
    subject: expression.span,
  });
  return undefined;
}

function readValidation(block: Block, env: Environment): Validation[] {
  const { attributes } = contentOf(block.body, VALIDATION, env);
  const condition = attributes.get('condition')?.expression;
  const message = attributes.get('error_message')?.expression;
  if (condition !== undefined && message !== undefined) {
    checkMessage(message, env);
    return [{ condition, message, header: block.header }];
  }
  env.diagnostics.error({
    summary: 'Missing required argument',
    detail: `A validation needs "${condition === undefined ? 'condition' : 'error_message'}".`,
    subject: { ...block.body.span, end: block.body.span.start },
  });
  return [];
}

function checkMessage(message: Expression, env: Environment): void {
  const value =
    message.kind === 'template'
      ? evaluate(message, { ...env, diagnostics: env.diagnostics })
      : undefined;
  if (value?.kind !== 'string' || value.text.trim() !== '') return;
  env.diagnostics.error({
    summary: 'Invalid validation error message',
    detail: 'The message that a user will see is empty.',
    subject: message.span,
  });
}
