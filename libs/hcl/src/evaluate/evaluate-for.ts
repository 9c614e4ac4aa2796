import type { For } from '../syntax/ast.ts';
import type { Fault } from '../syntax/diagnostics.ts';
import { asText, convert } from '../values/convert.ts';
import { BOOL, describeType } from '../values/type.ts';
import {
  isEntries,
  isItems,
  numberOf,
  objectOf,
  stringOf,
  tupleOf,
  typeOf,
  unknownOf,
  type Value,
} from '../values/value.ts';
import { type Environment, withNames, evaluate } from './environment.ts';

/** Key and value of each element, as `for`, splats and dynamic blocks see them. */
export function elementsOf(
  value: Value,
): ReadonlyArray<readonly [key: Value, value: Value]> | undefined {
  if (isEntries(value)) return [...value.entries].map(([key, item]) => [stringOf(key), item]);
  if (!isItems(value)) return undefined;
  const isSet = value.kind === 'set';
  return value.items.map((item, index) => [isSet ? item : numberOf(index), item]);
}

export function evaluateFor(expression: For, env: Environment): Value {
  const collection = evaluate(expression.collection, env);
  if (collection.kind === 'unknown') return unknownOf();
  const elements = elementsOf(collection);
  if (elements === undefined) {
    env.diagnostics.error(notIterable(expression, collection));
    return unknownOf();
  }
  const result = new Result(expression, env);
  for (const [key, value] of elements) {
    const names = new Map([[expression.valueName, value]]);
    if (expression.keyName !== undefined) names.set(expression.keyName, key);
    if (!result.add(withNames(env, names))) return unknownOf();
  }
  return result.value();
}

function notIterable({ collection, span }: For, value: Value): Fault {
  const isNull = value.kind === 'null';
  return {
    summary: isNull ? 'Iteration over null value' : 'Iteration over non-iterable value',
    detail: `'for' needs a list, set, map or object, and this is ${isNull ? 'null' : `a ${describeType(typeOf(value))}`}.`,
    subject: collection.span,
    context: span,
  };
}

class Result {
  readonly #expression: For;
  readonly #env: Environment;
  readonly #items: Value[] = [];
  readonly #entries = new Map<string, Value>();
  readonly #groups = new Map<string, Value[]>();
  #isKnown = true;

  constructor(expression: For, env: Environment) {
    this.#expression = expression;
    this.#env = env;
  }

  /** Adds what one element gives; false when a fault would only repeat for the others. */
  add(inner: Environment): boolean {
    const { key, value } = this.#expression;
    const included = this.#isIncluded(inner);
    if (included !== true) return included === false;
    if (key === undefined) {
      this.#items.push(evaluate(value, inner));
      return true;
    }
    const keyValue = evaluate(key, inner);
    const text = asText(keyValue);
    const item = evaluate(value, inner);
    if (text !== undefined) {
      this.#put(text, item);
      return true;
    }
    this.#isKnown = false;
    if (keyValue.kind === 'unknown') return true;
    this.#env.diagnostics.error({
      summary: 'Invalid object key',
      detail: `The key must be a string, and this is ${keyValue.kind === 'null' ? 'null' : `a ${describeType(typeOf(keyValue))}`}.`,
      subject: key.span,
      context: this.#expression.span,
    });
    return false;
  }

  value(): Value {
    if (!this.#isKnown) return unknownOf();
    if (this.#expression.key === undefined) return tupleOf(this.#items);
    if (!this.#expression.groups) return objectOf(this.#entries);
    return objectOf([...this.#groups].map(([key, items]) => [key, tupleOf(items)]));
  }

  /** `undefined` when the condition has a fault, which is reported. */
  #isIncluded(inner: Environment): boolean | undefined {
    const { condition, span } = this.#expression;
    if (condition === undefined) return true;
    const value = evaluate(condition, inner);
    const converted = convert(value, BOOL);
    if (converted.ok && converted.value.kind === 'bool') return converted.value.bool;
    this.#isKnown = false;
    if (converted.ok && converted.value.kind === 'unknown') return false;
    this.#env.diagnostics.error({
      summary: "Invalid 'for' condition",
      detail: `The condition after 'if' must be true or false: ${converted.ok ? 'it is null' : converted.problem}.`,
      subject: condition.span,
      context: span,
    });
    return undefined;
  }

  #put(key: string, value: Value): void {
    if (this.#expression.groups) {
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, [value]);
      else group.push(value);
      return;
    }
    if (this.#entries.has(key)) {
      this.#env.diagnostics.error({
        summary: 'Duplicate object key',
        detail: `Two elements give the key "${key}". To keep all values of a key as a list, put "..." after the value.`,
        subject: this.#expression.key?.span,
        context: this.#expression.span,
      });
      return;
    }
    this.#entries.set(key, value);
  }
}
