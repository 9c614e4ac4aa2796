import type { Expression, SplatItem } from '../syntax/ast.ts';
import { Diagnostics } from '../syntax/diagnostics.ts';
import type { Value } from '../values/value.ts';
import type { Budget } from './budget.ts';
import type { HclFunction } from './function.ts';

/** Names and what they stand for; inner scopes hide outer ones. */
export class Scope {
  readonly #names: ReadonlyMap<string, Value>;
  readonly #parent: Scope | undefined;

  constructor(names: ReadonlyMap<string, Value>, parent?: Scope) {
    this.#names = names;
    this.#parent = parent;
  }

  lookUp(name: string): Value | undefined {
    return this.#names.get(name) ?? this.#parent?.lookUp(name);
  }
}

/** All that an expression may use, and where its faults are reported. */
export interface Environment {
  /** Without one, expressions are constant: names are an error. */
  readonly scope: Scope | undefined;
  /** Without them, calls are an error. */
  readonly functions: ReadonlyMap<string, HclFunction> | undefined;
  readonly diagnostics: Diagnostics;
  readonly budget: Budget;
  /** The evaluator itself, so that its parts need not import each other. */
  readonly evaluate: (expression: Expression, env: Environment) => Value;
  readonly splat?: {
    readonly item: SplatItem;
    readonly value: Value;
    readonly outer: Environment['splat'];
  };
}

/** The value of an expression. Where it has none, faults are reported and the value is unknown. */
export function evaluate(expression: Expression, env: Environment): Value {
  env.budget.spend();
  return env.evaluate(expression, env);
}

/** The same, with more names. */
export function withNames(env: Environment, names: ReadonlyMap<string, Value>): Environment {
  return { ...env, scope: new Scope(names, env.scope) };
}

/** The same, with its faults kept apart until somebody decides what they are worth. */
export function withOwnDiagnostics(env: Environment): Environment {
  return { ...env, diagnostics: new Diagnostics() };
}
