import type { Diagnostics } from '../syntax/diagnostics.ts';
import { Budget } from './budget.ts';
import { type Environment, Scope } from './environment.ts';
import { evaluateExpression } from './evaluate.ts';
import type { HclFunction } from './function.ts';

/** For constants: no names, no calls. */
export function constantEnvironment(diagnostics: Diagnostics): Environment {
  return {
    scope: undefined,
    functions: undefined,
    diagnostics,
    budget: new Budget(),
    evaluate: evaluateExpression,
  };
}

/** For expressions that may call functions; names come with `withNames`. */
export function functionEnvironment(
  functions: ReadonlyMap<string, HclFunction>,
  diagnostics: Diagnostics,
): Environment {
  return {
    scope: new Scope(new Map()),
    functions,
    diagnostics,
    budget: new Budget(),
    evaluate: evaluateExpression,
  };
}
