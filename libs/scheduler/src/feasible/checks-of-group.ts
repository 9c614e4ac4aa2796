import type { Job, TaskGroup } from '@steppe/domain';
import { constraintCheck, isAboutNode } from './constraint.ts';
import { devicesCheck } from './devices.ts';
import { driversCheck } from './drivers.ts';
import type { FeasibilityCheck } from './feasibility-check.ts';
import { hostVolumesCheck } from './host-volumes.ts';
import { networkCheck } from './network-mode.ts';

/** All that a node must meet for a group, in Nomad's order: the first that fails names the reason. */
export function checksOfGroup(job: Job, group: TaskGroup, index: number): FeasibilityCheck[] {
  const ofGroup = [...group.constraints, ...group.tasks.flatMap((task) => task.constraints)];
  const checks = [
    ...job.constraints.filter(isAboutNode).map(constraintCheck),
    driversCheck(group),
    ...ofGroup.filter(isAboutNode).map(constraintCheck),
    devicesCheck(group),
    networkCheck(group),
    hostVolumesCheck(group, index),
  ];
  return checks.filter((check) => check !== undefined);
}
