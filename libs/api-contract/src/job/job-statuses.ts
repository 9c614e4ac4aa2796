import {
  type AllocationRow,
  allocsOfJob,
  childrenOfJob,
  type DeploymentRow,
  isActiveDeployment,
  jobKey,
  type JobRow,
  jobStatus,
  latestDeployment,
  launchesOthers,
  type State,
} from '@steppe/domain';
import { z } from 'zod';
import { nullIfEmpty } from '../wire/empty.ts';
import { nsOfMs } from '../wire/time.ts';
import { EpochNs, Flag, Index, Text } from '../wire/values.ts';

/** Which jobs to tell of; without any, all of them. */
export const JobStatusesRequest = z
  .looseObject({
    Jobs: z.array(z.looseObject({ ID: Text, Namespace: Text })).nullish(),
    IncludeChildren: Flag,
  })
  .meta({ id: 'JobStatusesRequest' });
export type JobStatusesRequest = z.infer<typeof JobStatusesRequest>;

const AllocationBrief = z.object({
  ID: z.string(),
  Group: z.string(),
  ClientStatus: z.string(),
  NodeID: z.string(),
  DeploymentStatus: z.object({ Canary: z.boolean(), Healthy: z.boolean().nullable() }),
  JobVersion: z.int(),
  FollowupEvalID: z.string(),
  HasPausedTask: z.boolean(),
});

const DeploymentBrief = z.object({
  ID: z.string(),
  IsActive: z.boolean(),
  JobVersion: z.int(),
  Status: z.string(),
  StatusDescription: z.string(),
  AllAutoPromote: z.boolean(),
  RequiresPromotion: z.boolean(),
});

/** A job with all that an overview shows of it. */
export const JobStatusItem = z
  .object({
    ID: z.string(),
    Namespace: z.string(),
    Name: z.string(),
    Type: z.string(),
    NodePool: z.string(),
    Datacenters: z.array(z.string()),
    Priority: z.int(),
    Version: z.int(),
    SubmitTime: EpochNs,
    ModifyIndex: Index,
    Allocs: z.array(AllocationBrief).nullable(),
    GroupCountSum: z.int(),
    /** Null of a job that launches no others. */
    ChildStatuses: z.array(z.string()).nullable(),
    ParentID: z.string(),
    LatestDeployment: DeploymentBrief.nullable(),
    Stop: z.boolean(),
    IsPack: z.boolean(),
    Status: z.string(),
  })
  .meta({ id: 'JobStatusesJob' });
export type JobStatusItem = z.infer<typeof JobStatusItem>;

export function jobStatusItem(state: State, row: JobRow): JobStatusItem {
  const { job, version, submittedAtMs } = row.current;
  const key = jobKey(job.namespace, job.id);
  const deployment = latestDeployment(state, key);
  const children = childrenOfJob(state, key);
  return {
    ID: job.id,
    Namespace: job.namespace,
    Name: job.name,
    Type: job.type,
    NodePool: job.nodePool,
    Datacenters: job.datacenters,
    Priority: job.priority,
    Version: version,
    SubmitTime: nsOfMs(submittedAtMs),
    ModifyIndex: row.modifySeq,
    Allocs: nullIfEmpty(allocsOfJob(state, key).map(allocationBrief)),
    GroupCountSum: job.groups.reduce((sum, { count }) => sum + count, 0),
    ChildStatuses: launchesOthers(job) ? children.map((child) => jobStatus(state, child)) : null,
    ParentID: job.parentId,
    LatestDeployment: deployment ? deploymentBrief(deployment) : null,
    Stop: row.stopped,
    IsPack: 'pack.name' in job.meta,
    Status: jobStatus(state, row),
  };
}

function allocationBrief(row: AllocationRow): z.infer<typeof AllocationBrief> {
  const { health } = row;
  return {
    ID: row.id,
    Group: row.groupName,
    ClientStatus: row.clientStatus,
    NodeID: row.nodeId,
    DeploymentStatus: { Canary: health?.canary ?? false, Healthy: health?.healthy ?? null },
    JobVersion: row.jobVersion.version,
    FollowupEvalID: row.followupEvalId ?? '',
    HasPausedTask: false,
  };
}

function deploymentBrief(row: DeploymentRow): z.infer<typeof DeploymentBrief> {
  const { deployment, progress, status, statusDescription } = row;
  const groups = Object.entries(deployment.groups);
  const withCanaries = groups.filter(([, { desiredCanaries }]) => desiredCanaries > 0);
  const isRunning = status === 'running';
  return {
    ID: deployment.id,
    IsActive: isActiveDeployment(row),
    JobVersion: deployment.jobVersion,
    Status: status,
    StatusDescription: statusDescription,
    AllAutoPromote: isRunning && withCanaries.every(([, { autoPromote }]) => autoPromote),
    RequiresPromotion: isRunning && withCanaries.some(([name]) => !progress[name]?.promoted),
  };
}
