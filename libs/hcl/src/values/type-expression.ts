import type { Call, Expression } from '../syntax/ast.ts';
import type { Fault } from '../syntax/diagnostics.ts';
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  setType,
  STRING,
  tupleType,
  type Type,
} from './type.ts';

const PRIMITIVES: Readonly<Record<string, Type>> = { string: STRING, number: NUMBER, bool: BOOL };
const COLLECTIONS: Readonly<Record<string, (element: Type) => Type>> = {
  list: listType,
  set: setType,
  map: mapType,
};

export interface TypeOptions {
  /** Whether `any` is a type; in a variable's declaration it is not. */
  readonly allowsAny?: boolean;
}

/** Reads a type as variables declare it: `string`, `list(number)`, `object({ a = string })`… */
export function readType(expression: Expression, options: TypeOptions = {}): Type | Fault {
  if (expression.kind === 'reference' && expression.steps.length === 0) {
    if (expression.root === 'any' && options.allowsAny) return DYNAMIC;
    const type = PRIMITIVES[expression.root];
    if (type !== undefined) return type;
    return invalid(
      expression,
      `"${expression.root}" is no type. Known are string, number, bool, list(…), set(…), map(…), object({…}) and tuple([…]).`,
    );
  }
  if (expression.kind === 'call') return readCollection(expression, options);
  return invalid(
    expression,
    'A type is expected here, like string or list(number), without quotes.',
  );
}

export function isFault(result: object): result is Fault {
  return 'summary' in result;
}

function readCollection(call: Call, options: TypeOptions): Type | Fault {
  const [argument, extra] = call.args;
  if (argument === undefined || extra !== undefined)
    return invalid(call, `${call.name}(…) takes exactly one argument.`);
  const collection = COLLECTIONS[call.name];
  if (collection !== undefined) {
    const element = readType(argument, options);
    return isFault(element) ? element : collection(element);
  }
  if (call.name === 'object') return readObject(argument, options);
  if (call.name === 'tuple') return readTuple(argument, options);
  return {
    ...invalid(call, `"${call.name}" is no type. Known are list, set, map, object and tuple.`),
    subject: call.nameSpan,
  };
}

function readObject(argument: Expression, options: TypeOptions): Type | Fault {
  if (argument.kind !== 'object')
    return invalid(
      argument,
      'object(…) takes its attributes in braces: object({ name = string }).',
    );
  const attributes = new Map<string, Type>();
  for (const { key, bareKey, value } of argument.items) {
    if (bareKey === undefined)
      return invalid(key, 'The attributes of an object type have plain names.');
    const type = readType(value, options);
    if (isFault(type)) return type;
    attributes.set(bareKey, type);
  }
  return objectType(attributes);
}

function readTuple(argument: Expression, options: TypeOptions): Type | Fault {
  if (argument.kind !== 'tuple')
    return invalid(argument, 'tuple(…) takes its types in brackets: tuple([string, number]).');
  const elements: Type[] = [];
  for (const item of argument.items) {
    const type = readType(item, options);
    if (isFault(type)) return type;
    elements.push(type);
  }
  return tupleType(elements);
}

function invalid({ span }: Expression, detail: string): Fault {
  return { summary: 'Invalid type specification', detail, subject: span };
}
