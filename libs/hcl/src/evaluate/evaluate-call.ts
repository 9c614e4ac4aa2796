import type { Call, Expression } from '../syntax/ast.ts';
import type { Span } from '../syntax/source.ts';
import { suggest } from '../syntax/suggest.ts';
import { convert } from '../values/convert.ts';
import { isItems, isWhollyKnown, unknownOf, type Value } from '../values/value.ts';
import { type Environment, evaluate } from './environment.ts';
import { FunctionFault, type HclFunction, type Parameter, type ValueFunction } from './function.ts';

export function evaluateCall(call: Call, env: Environment): Value {
  const { functions, diagnostics } = env;
  if (functions === undefined) {
    diagnostics.error({
      summary: 'Function calls not allowed',
      detail: `A constant is expected here, so "${call.name}" cannot be called.`,
      subject: call.span,
    });
    return unknownOf();
  }
  const found = functions.get(call.name);
  if (found === undefined) {
    diagnostics.error({
      summary: 'Call to unknown function',
      detail: `There is no function "${call.name}".${suggest(call.name, [...functions.keys()])}`,
      subject: call.nameSpan,
      context: call.span,
    });
    return unknownOf();
  }
  return found.kind === 'values'
    ? callWithValues(call, found, env)
    : callWithExpressions(call, found, env);
}

function callWithExpressions(
  call: Call,
  found: Extract<HclFunction, { kind: 'expressions' }>,
  env: Environment,
): Value {
  const count = found.parameterCount;
  if (count !== undefined && call.args.length !== count) {
    countFault(call, count, env);
    return unknownOf();
  }
  return guarded(
    call,
    env,
    call.args.map((arg) => arg.start),
    () => found.call(call.args, env),
  );
}

interface Argument {
  readonly value: Value;
  readonly start: Span;
}

function callWithValues(call: Call, found: ValueFunction, env: Environment): Value {
  const args = evaluateArguments(call, env);
  if (args === undefined) return unknownOf();
  const { parameters, rest } = found;
  if (args.length < parameters.length || (rest === undefined && args.length > parameters.length)) {
    countFault(call, parameters.length, env, args[parameters.length]?.start);
    return unknownOf();
  }
  const values: Value[] = [];
  let isUsable = true;
  for (const [index, argument] of args.entries()) {
    const parameter = parameters[index] ?? rest;
    const value = parameter && fit(argument, parameter, call, env);
    if (value === undefined || !isWhollyKnown(value)) isUsable = false;
    else values.push(value);
  }
  if (!isUsable) return unknownOf();
  return guarded(
    call,
    env,
    args.map(({ start }) => start),
    () => found.call(values),
  );
}

function evaluateArguments(call: Call, env: Environment): Argument[] | undefined {
  const plain: readonly Expression[] = call.expandsLast ? call.args.slice(0, -1) : call.args;
  const args = plain.map((arg) => ({ value: evaluate(arg, env), start: arg.start }));
  const last = call.expandsLast ? call.args.at(-1) : undefined;
  if (last === undefined) return args;
  const list = evaluate(last, env);
  if (list.kind === 'unknown') return undefined;
  if (!isItems(list)) {
    env.diagnostics.error({
      summary: 'Invalid expanding argument value',
      detail: 'What stands before "..." must be a list, tuple or set.',
      subject: last.span,
      context: call.span,
    });
    return undefined;
  }
  return [...args, ...list.items.map((value) => ({ value, start: last.start }))];
}

/** The argument as the parameter wants it; `undefined` after a reported fault. */
function fit(
  { value, start }: Argument,
  parameter: Parameter,
  call: Call,
  env: Environment,
): Value | undefined {
  const converted = convert(value, parameter.type);
  const problem =
    value.kind === 'null' && parameter.allowsNull !== true
      ? 'it must not be null'
      : converted.ok
        ? undefined
        : converted.problem;
  if (problem === undefined && converted.ok) return converted.value;
  env.diagnostics.error({
    summary: 'Invalid function argument',
    detail: `The argument "${parameter.name}" of "${call.name}" does not fit: ${problem}.`,
    subject: start,
    context: call.span,
  });
  return undefined;
}

function countFault(call: Call, wanted: number, env: Environment, extra?: Span): void {
  const tooMany = extra ?? (call.args.length > wanted ? call.args[wanted]?.start : undefined);
  env.diagnostics.error({
    summary: tooMany ? 'Too many function arguments' : 'Not enough function arguments',
    detail: `"${call.name}" takes ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}.`,
    subject: tooMany ?? call.closeParen,
    context: call.span,
  });
}

function guarded(call: Call, env: Environment, starts: readonly Span[], run: () => Value): Value {
  try {
    const result = run();
    env.budget.spend(sizeOf(result));
    return result;
  } catch (error) {
    if (!(error instanceof FunctionFault)) throw error;
    const start = error.argument === undefined ? undefined : starts[error.argument];
    env.diagnostics.error({
      summary: start ? 'Invalid function argument' : 'Error in function call',
      detail: `"${call.name}": ${error.message}.`,
      subject: start ?? call.start,
      context: call.span,
    });
    return unknownOf();
  }
}

function sizeOf(value: Value): number {
  if (value.kind === 'string') return value.text.length;
  return isItems(value) ? value.items.length : 0;
}
