import type { Constraint } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';
import { comparisonOf } from './operands.ts';
import { isUniqueTarget, resolveTarget } from './resolve-target.ts';

/** `distinct_hosts` and `distinct_property` look at allocations, not at the node alone: see their own files. */
export function isAboutNode({ operand }: Constraint): boolean {
  return operand !== 'distinct_hosts' && operand !== 'distinct_property';
}

export function constraintCheck(constraint: Constraint): FeasibilityCheck {
  const { leftTarget, operand, rightTarget } = constraint;
  const reason = `${leftTarget} ${operand} ${rightTarget}`;
  const matches = comparisonOf(operand);
  return {
    sameForClass: !isUniqueTarget(leftTarget) && !isUniqueTarget(rightTarget),
    reject: (node) =>
      matches(resolveTarget(leftTarget, node), resolveTarget(rightTarget, node))
        ? undefined
        : reason,
  };
}
