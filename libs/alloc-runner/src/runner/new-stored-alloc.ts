import type { Placement } from '@steppe/domain';
import { type AllocPlan, planOf } from '../machine/alloc-plan.ts';
import { newAllocState } from '../machine/alloc-state.ts';
import type { StoredAlloc } from './stored-alloc.ts';
import { groupOfPlacement, type RunnableJob } from './task-spec.ts';

/** What is kept of an allocation that was placed just now. */
export function newStoredAlloc(placement: Placement, runnable: RunnableJob): StoredAlloc {
  const { deploymentId } = placement;
  const plan = planFor(placement, runnable, { isInDeployment: deploymentId !== undefined });
  return {
    v: 1,
    placement,
    jobSeq: runnable.seq,
    ...(deploymentId === undefined ? {} : { deploymentId }),
    state: newAllocState(plan),
    revision: 0,
  };
}

export function planFor(
  placement: Placement,
  runnable: RunnableJob,
  options: { readonly isInDeployment: boolean; readonly maxKillTimeoutMs?: number | undefined },
): AllocPlan {
  const group = groupOfPlacement(runnable, placement);
  return planOf({ jobType: runnable.job.type, group, ...options });
}
