import { FunctionFault, type Parameter, type ValueFunction } from '../evaluate/function.ts';
import { DYNAMIC, listType, NUMBER, STRING, type Type } from '../values/type.ts';
import { type Entries, isEntries, isItems, type Items, type Value } from '../values/value.ts';
import type { Decimal } from 'decimal.js';

/** The arguments of a call, each read as the type that its parameter declares. */
export class Arguments {
  readonly values: readonly Value[];

  constructor(values: readonly Value[]) {
    this.values = values;
  }

  at(index: number): Value {
    const value = this.values[index];
    if (value === undefined) throw new Error(`argument ${index} was not declared`);
    return value;
  }

  text(index: number): string {
    const value = this.at(index);
    if (value.kind !== 'string') throw new FunctionFault('a string is required', index);
    return value.text;
  }

  number(index: number): Decimal {
    const value = this.at(index);
    if (value.kind !== 'number') throw new FunctionFault('a number is required', index);
    return value.number;
  }

  integer(index: number): number {
    const exact = this.number(index);
    if (!exact.isInteger() || exact.abs().greaterThan(Number.MAX_SAFE_INTEGER)) {
      throw new FunctionFault('a whole number is required', index);
    }
    return exact.toNumber();
  }

  items(index: number): Items {
    const value = this.at(index);
    if (!isItems(value)) throw new FunctionFault('a list is required', index);
    return value;
  }

  entries(index: number): Entries {
    const value = this.at(index);
    if (!isEntries(value)) throw new FunctionFault('a map or object is required', index);
    return value;
  }

  /** The texts of a list of strings. */
  texts(index: number): string[] {
    return this.items(index).items.map((item) => {
      if (item.kind !== 'string') throw new FunctionFault('a list of strings is required', index);
      return item.text;
    });
  }

  /** The values after the declared parameters. */
  from(index: number): readonly Value[] {
    return this.values.slice(index);
  }
}

export function text(name: string): Parameter {
  return { name, type: STRING };
}

export function number(name: string): Parameter {
  return { name, type: NUMBER };
}

export function any(name: string): Parameter {
  return { name, type: DYNAMIC };
}

export function anyOrNull(name: string): Parameter {
  return { name, type: DYNAMIC, allowsNull: true };
}

export function listOfTexts(name: string): Parameter {
  return { name, type: listType(STRING) };
}

export function ofType(name: string, type: Type): Parameter {
  return { name, type };
}

/** A function with a fixed number of arguments. */
export function define(
  parameters: readonly Parameter[],
  call: (args: Arguments) => Value,
): ValueFunction {
  return { kind: 'values', parameters, call: (values) => call(new Arguments(values)) };
}

/** A function that takes any number of arguments after its parameters. */
export function variadic(
  parameters: readonly Parameter[],
  rest: Parameter,
  call: (args: Arguments) => Value,
): ValueFunction {
  return { kind: 'values', parameters, rest, call: (values) => call(new Arguments(values)) };
}
