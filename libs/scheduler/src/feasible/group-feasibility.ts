import type { Job, NodeRow, TaskGroup } from '@steppe/domain';
import { checksOfGroup } from './checks-of-group.ts';
import type { FeasibilityCheck, Rejection } from './feasibility-check.ts';

/** Answers for one group which nodes are feasible, with one verdict per computed class where that is possible. */
export class GroupFeasibility {
  /** A constraint reads unique attributes: what a class cannot take now, one of its nodes may take later. */
  readonly escapesClasses: boolean;
  private readonly ofClass: readonly FeasibilityCheck[];
  private readonly ofNode: readonly FeasibilityCheck[];
  private readonly verdicts = new Map<string, Rejection | undefined>();

  /** @param place asked first. */
  constructor({
    job,
    group,
    place,
    index = 0,
  }: {
    job: Job;
    group: TaskGroup;
    place?: FeasibilityCheck | undefined;
    index?: number | undefined;
  }) {
    const checks = [...(place ? [place] : []), ...checksOfGroup(job, group, index)];
    this.ofClass = checks.filter((check) => check.sameForClass);
    this.ofNode = checks.filter((check) => !check.sameForClass);
    this.escapesClasses = this.ofNode.length > 0;
  }

  reject(row: NodeRow): Rejection | undefined {
    return this.rejectClass(row) ?? this.rejectNode(row);
  }

  /** What holds for all nodes of the row's class. */
  rejectClass(row: NodeRow): Rejection | undefined {
    const known = this.verdicts.get(row.computedClass);
    if (known !== undefined || this.verdicts.has(row.computedClass)) return known;
    const reason = firstRejection(this.ofClass, row);
    this.verdicts.set(row.computedClass, reason);
    return reason;
  }

  /** What holds for this node alone; only to be asked when a check {@link escapesClasses}. */
  rejectNode(row: NodeRow): Rejection | undefined {
    return firstRejection(this.ofNode, row);
  }

  /** Classes that were looked at, and whether they passed. */
  *classes(): Iterable<[computedClass: string, eligible: boolean]> {
    for (const [computedClass, reason] of this.verdicts)
      yield [computedClass, reason === undefined];
  }
}

function firstRejection(checks: readonly FeasibilityCheck[], row: NodeRow): Rejection | undefined {
  for (const check of checks) {
    const reason = check.reject(row.node);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
