import { assertNever } from '@steppe/domain';
import type { Conditional, Expression, Literal, Reference, SplatItem } from '../syntax/ast.ts';
import { convert } from '../values/convert.ts';
import { BOOL } from '../values/type.ts';
import { unify } from '../values/unify.ts';
import { stringOf, tupleOf, typeOf, unknownOf, type Value } from '../values/value.ts';
import { describeMismatch } from './conditional-mismatch.ts';
import { type Environment, evaluate, withOwnDiagnostics } from './environment.ts';
import { evaluateCall } from './evaluate-call.ts';
import { evaluateFor } from './evaluate-for.ts';
import { evaluateObject } from './evaluate-object.ts';
import { evaluateSplat } from './evaluate-splat.ts';
import { evaluateTemplate, evaluateTemplateJoin } from './evaluate-template.ts';
import { evaluateBinary, evaluateUnary } from './operators.ts';
import { applySteps, indexInto } from './steps.ts';

/** What each kind of expression means. Others ask with `evaluate(expression, env)`. */
export function evaluateExpression(expression: Expression, env: Environment): Value {
  switch (expression.kind) {
    case 'literal':
      return literal(expression);
    case 'template':
      return evaluateTemplate(expression, env);
    case 'template-wrap':
      return evaluate(expression.wrapped, env);
    case 'template-join':
      return evaluateTemplateJoin(expression, env);
    case 'reference':
      return resolve(expression, env);
    case 'traversal':
      return applySteps(evaluate(expression.from, env), expression.steps, env);
    case 'index':
      return indexInto(evaluate(expression.collection, env), evaluate(expression.key, env), {
        span: expression.brackets,
        diagnostics: env.diagnostics,
      });
    case 'splat':
      return evaluateSplat(expression, env);
    case 'splat-item':
      return currentItem(expression, env);
    case 'call':
      return evaluateCall(expression, env);
    case 'conditional':
      return evaluateConditional(expression, env);
    case 'tuple':
      return tupleOf(expression.items.map((item) => evaluate(item, env)));
    case 'object':
      return evaluateObject(expression, env);
    case 'for':
      return evaluateFor(expression, env);
    case 'unary':
      return evaluateUnary(expression, env);
    case 'binary':
      return evaluateBinary(expression, env);
    case 'parentheses':
      return evaluate(expression.inner, env);
    default:
      return assertNever(expression);
  }
}

function literal({ value }: Literal): Value {
  return value;
}

/** A name that nothing in scope has is meant for later, when the task runs, and stays as it is. */
function resolve(reference: Reference, env: Environment): Value {
  if (env.scope === undefined) {
    env.diagnostics.error({
      summary: 'Variables not allowed',
      detail: `A constant is expected here, so "${reference.root}" cannot be used. Text needs quotes.`,
      subject: reference.rootSpan,
    });
    return unknownOf();
  }
  const root = env.scope.lookUp(reference.root);
  if (root === undefined) return stringOf(`\${${reference.verbatim}}`);
  return applySteps(root, reference.steps, env);
}

function currentItem(item: SplatItem, env: Environment): Value {
  for (let splat = env.splat; splat !== undefined; splat = splat.outer) {
    if (splat.item === item) return splat.value;
  }
  return unknownOf();
}

function evaluateConditional(expression: Conditional, env: Environment): Value {
  const yesEnv = withOwnDiagnostics(env);
  const noEnv = withOwnDiagnostics(env);
  const yes = evaluate(expression.whenTrue, yesEnv);
  const no = evaluate(expression.whenFalse, noEnv);
  const type = unify([typeOf(yes), typeOf(no)]);
  if (type === undefined) {
    env.diagnostics.error(describeMismatch(expression, typeOf(yes), typeOf(no)));
    return unknownOf();
  }
  const condition = evaluateCondition(expression, env);
  if (condition === undefined) return unknownOf(type);
  env.diagnostics.addAll((condition ? yesEnv : noEnv).diagnostics.list);
  const converted = convert(condition ? yes : no, type);
  return converted.ok ? converted.value : unknownOf(type);
}

function evaluateCondition(
  { condition, span }: Conditional,
  env: Environment,
): boolean | undefined {
  const value = evaluate(condition, env);
  if (value.kind === 'null') {
    env.diagnostics.error({
      summary: 'Null condition',
      detail: 'The condition is null. It must be true or false.',
      subject: condition.span,
      context: span,
    });
    return undefined;
  }
  const converted = convert(value, BOOL);
  if (!converted.ok) {
    env.diagnostics.error({
      summary: 'Incorrect condition type',
      detail: `The condition must be true or false: ${converted.problem}.`,
      subject: condition.span,
      context: span,
    });
    return undefined;
  }
  return converted.value.kind === 'bool' ? converted.value.bool : undefined;
}
