import type { Expression } from '../syntax/ast.ts';
import type { Type } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import type { Environment } from './environment.ts';

export interface Parameter {
  readonly name: string;
  /** Arguments are converted to it; `DYNAMIC` takes any. */
  readonly type: Type;
  readonly allowsNull?: boolean;
}

/** A function of values. */
export interface ValueFunction {
  readonly kind: 'values';
  readonly parameters: readonly Parameter[];
  /** Takes all arguments after the parameters. */
  readonly rest?: Parameter;
  /** @throws FunctionFault when the arguments make no sense. */
  readonly call: (args: readonly Value[]) => Value;
}

/** A function that looks at its arguments before they are evaluated, like `try`. */
export interface ExpressionFunction {
  readonly kind: 'expressions';
  readonly parameterCount: number | undefined;
  readonly call: (args: readonly Expression[], env: Environment) => Value;
}

export type HclFunction = ValueFunction | ExpressionFunction;

/** An answer to wrong arguments; becomes a diagnostic at the argument or the call. */
export class FunctionFault extends Error {
  /** The argument at fault, counted from 0, when it is one of them. */
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.argument = argument;
  }
}
