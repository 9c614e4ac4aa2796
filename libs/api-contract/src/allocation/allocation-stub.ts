import { type AllocationRow, nameOf, type State } from '@steppe/domain';
import { z } from 'zod';
import { nullIfEmpty } from '../wire/empty.ts';
import { nsOfMs } from '../wire/time.ts';
import { EpochNs, Index } from '../wire/values.ts';
import { type AllocatedResources, allocatedResourcesOf } from './allocated-resources.ts';
import {
  AllocDeploymentStatus,
  deploymentStatusOf,
  DesiredTransition,
  desiredTransitionOf,
  RescheduleTracker,
  rescheduleTrackerOf,
  taskStatesOf,
} from './allocation-parts.ts';
import { TaskState } from './task-state.ts';

/** An allocation in a list. */
export const AllocationStub = z
  .object({
    ID: z.string(),
    EvalID: z.string(),
    Name: z.string(),
    Namespace: z.string(),
    NodeID: z.string(),
    NodeName: z.string(),
    JobID: z.string(),
    JobType: z.string(),
    JobVersion: z.int(),
    TaskGroup: z.string(),
    /** Only with `?resources=true`. */
    AllocatedResources: z.custom<AllocatedResources>().nullable(),
    DesiredStatus: z.string(),
    DesiredDescription: z.string(),
    ClientStatus: z.string(),
    ClientDescription: z.string(),
    DesiredTransition,
    /** Not with `?task_states=false`. */
    TaskStates: z.record(z.string(), TaskState).nullable(),
    DeploymentStatus: AllocDeploymentStatus.nullable(),
    FollowupEvalID: z.string(),
    NextAllocation: z.string(),
    RescheduleTracker: RescheduleTracker.nullable(),
    PreemptedAllocations: z.array(z.string()).nullable(),
    PreemptedByAllocation: z.string(),
    CreateIndex: Index,
    ModifyIndex: Index,
    CreateTime: EpochNs,
    ModifyTime: EpochNs,
  })
  .meta({ id: 'AllocationListStub' });
export type AllocationStub = z.infer<typeof AllocationStub>;

export function allocationStub(
  state: State,
  row: AllocationRow,
  { resources, taskStates }: { resources: boolean; taskStates: boolean },
): AllocationStub {
  const { job, version } = row.jobVersion;
  return {
    ID: row.id,
    EvalID: row.evalId,
    Name: nameOf(row),
    Namespace: job.namespace,
    NodeID: row.nodeId,
    NodeName: state.nodes.get(row.nodeId)?.node.name ?? '',
    JobID: job.id,
    JobType: job.type,
    JobVersion: version,
    TaskGroup: row.groupName,
    AllocatedResources: resources ? allocatedResourcesOf(row) : null,
    DesiredStatus: row.desiredStatus,
    DesiredDescription: row.desiredDescription,
    ClientStatus: row.clientStatus,
    ClientDescription: row.clientDescription,
    DesiredTransition: desiredTransitionOf(state, row),
    TaskStates: taskStates ? taskStatesOf(row) : null,
    DeploymentStatus: deploymentStatusOf(row.health),
    FollowupEvalID: row.followupEvalId ?? '',
    NextAllocation: row.nextAllocId ?? '',
    RescheduleTracker: rescheduleTrackerOf(state, row),
    PreemptedAllocations: nullIfEmpty(row.preemptedAllocIds ?? []),
    PreemptedByAllocation: row.preemptedByAllocId ?? '',
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}
