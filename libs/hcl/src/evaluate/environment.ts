import type { SplatItem } from '../syntax/ast.ts';
import { Diagnostics } from '../syntax/diagnostics.ts';
import type { Value } from '../values/value.ts';
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
  readonly splat?: {
    readonly item: SplatItem;
    readonly value: Value;
    readonly outer: Environment['splat'];
  };
}

export function constantEnvironment(diagnostics: Diagnostics): Environment {
  return { scope: undefined, functions: undefined, diagnostics };
}

/** The same, with more names. */
export function withNames(env: Environment, names: ReadonlyMap<string, Value>): Environment {
  return { ...env, scope: new Scope(names, env.scope) };
}

/** The same, with its faults kept apart until somebody decides what they are worth. */
export function withOwnDiagnostics(env: Environment): Environment {
  return { ...env, diagnostics: new Diagnostics() };
}
