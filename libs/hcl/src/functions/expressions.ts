import { isFault, readType } from '../values/type-expression.ts';
import { evaluate, withOwnDiagnostics } from '../evaluate/environment.ts';
import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { convert } from '../values/convert.ts';
import { boolOf, unknownOf } from '../values/value.ts';

/** Functions that look at their arguments before those are evaluated. */
export const expressionFunctions: Readonly<Record<string, HclFunction>> = {
  can: {
    kind: 'expressions',
    parameterCount: 1,
    call: ([argument], env) => {
      if (argument === undefined) return unknownOf();
      const attempt = withOwnDiagnostics(env);
      evaluate(argument, attempt);
      return boolOf(!attempt.diagnostics.hasErrors);
    },
  },
  convert: {
    kind: 'expressions',
    parameterCount: 2,
    call: ([argument, wanted], env) => {
      if (argument === undefined || wanted === undefined) return unknownOf();
      const type = readType(wanted, { allowsAny: true });
      if (isFault(type)) throw new FunctionFault(type.detail.replace(/\.$/, ''), 1);
      const result = convert(evaluate(argument, env), type);
      if (!result.ok) throw new FunctionFault(result.problem, 0);
      return result.value;
    },
  },
  try: {
    kind: 'expressions',
    parameterCount: undefined,
    call: (args, env) => {
      if (args.length === 0) throw new FunctionFault('at least one argument is required');
      const faults: string[] = [];
      for (const argument of args) {
        const attempt = withOwnDiagnostics(env);
        const value = evaluate(argument, attempt);
        if (!attempt.diagnostics.hasErrors) return value;
        const [first] = attempt.diagnostics.list;
        if (first) faults.push(first.detail.replace(/\.$/, ''));
      }
      throw new FunctionFault(`no argument has a value: ${faults.join('; ')}`);
    },
  },
};
