import { type DeploymentRow, jobKey, type State } from '@steppe/domain';
import { z } from 'zod';
import { nullIfEmpty } from '../wire/empty.ts';
import { nsOfMs, timestampOf } from '../wire/time.ts';
import { EpochNs, Index, Timestamp } from '../wire/values.ts';

export const DeploymentState = z
  .object({
    AutoRevert: z.boolean(),
    AutoPromote: z.boolean(),
    ProgressDeadline: z.number(),
    RequireProgressBy: Timestamp.nullable(),
    Promoted: z.boolean(),
    PlacedCanaries: z.array(z.string()).nullable(),
    DesiredCanaries: z.int(),
    DesiredTotal: z.int(),
    PlacedAllocs: z.int(),
    HealthyAllocs: z.int(),
    UnhealthyAllocs: z.int(),
  })
  .meta({ id: 'DeploymentState' });
export type DeploymentState = z.infer<typeof DeploymentState>;

export const WireDeployment = z
  .object({
    ID: z.string(),
    Namespace: z.string(),
    JobID: z.string(),
    JobVersion: z.int(),
    JobModifyIndex: Index,
    JobSpecModifyIndex: Index,
    JobCreateIndex: Index,
    IsMultiregion: z.boolean(),
    TaskGroups: z.record(z.string(), DeploymentState),
    Status: z.string(),
    StatusDescription: z.string(),
    EvalPriority: z.int(),
    CreateIndex: Index,
    ModifyIndex: Index,
    CreateTime: EpochNs,
    ModifyTime: EpochNs,
  })
  .meta({ id: 'Deployment' });
export type WireDeployment = z.infer<typeof WireDeployment>;

export function deploymentToWire(state: State, row: DeploymentRow): WireDeployment {
  const { deployment } = row;
  const job = state.jobs.get(jobKey(deployment.namespace, deployment.jobId));
  return {
    ID: deployment.id,
    Namespace: deployment.namespace,
    JobID: deployment.jobId,
    JobVersion: deployment.jobVersion,
    JobModifyIndex: deployment.jobSeq,
    JobSpecModifyIndex: deployment.jobSeq,
    JobCreateIndex: job?.createSeq ?? deployment.jobSeq,
    IsMultiregion: false,
    TaskGroups: Object.fromEntries(
      Object.keys(deployment.groups).map((name) => [name, deploymentState(row, name)]),
    ),
    Status: row.status,
    StatusDescription: row.statusDescription,
    EvalPriority: deployment.evalPriority,
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}

function deploymentState(row: DeploymentRow, group: string): DeploymentState {
  const wanted = row.deployment.groups[group];
  const progress = row.progress[group];
  const deadlineMs = progress?.requireProgressByMs;
  return {
    AutoRevert: wanted?.autoRevert ?? false,
    AutoPromote: wanted?.autoPromote ?? false,
    ProgressDeadline: nsOfMs(wanted?.progressDeadlineMs ?? 0),
    RequireProgressBy: deadlineMs === undefined ? null : timestampOf(deadlineMs),
    Promoted: progress?.promoted ?? false,
    PlacedCanaries: nullIfEmpty(progress?.placedCanaries ?? []),
    DesiredCanaries: wanted?.desiredCanaries ?? 0,
    DesiredTotal: wanted?.desiredTotal ?? 0,
    PlacedAllocs: progress?.placedAllocs ?? 0,
    HealthyAllocs: progress?.healthyAllocs ?? 0,
    UnhealthyAllocs: progress?.unhealthyAllocs ?? 0,
  };
}
