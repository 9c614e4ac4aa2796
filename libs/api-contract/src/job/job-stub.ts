import { type JobRow, jobStatus, type State } from '@steppe/domain';
import { z } from 'zod';
import { nullIfNoKeys } from '../wire/empty.ts';
import { nsOfMs } from '../wire/time.ts';
import { EpochNs, Index } from '../wire/values.ts';
import { JobSummary, jobSummaryToWire } from './job-summary.ts';

/** A job in a list. */
export const JobStub = z
  .object({
    ID: z.string(),
    ParentID: z.string(),
    Name: z.string(),
    Namespace: z.string(),
    Datacenters: z.array(z.string()),
    NodePool: z.string(),
    Multiregion: z.null(),
    Type: z.string(),
    Priority: z.int(),
    Periodic: z.boolean(),
    ParameterizedJob: z.boolean(),
    Stop: z.boolean(),
    Status: z.string(),
    StatusDescription: z.string(),
    JobSummary,
    CreateIndex: Index,
    ModifyIndex: Index,
    JobModifyIndex: Index,
    SubmitTime: EpochNs,
    /** Only with `?meta=true`. */
    Meta: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: 'JobListStub' });
export type JobStub = z.infer<typeof JobStub>;

export function jobStub(state: State, row: JobRow, { meta }: { meta: boolean }): JobStub {
  const { job, seq, submittedAtMs } = row.current;
  return {
    ID: job.id,
    ParentID: job.parentId,
    Name: job.name,
    Namespace: job.namespace,
    Datacenters: job.datacenters,
    NodePool: job.nodePool,
    Multiregion: null,
    Type: job.type,
    Priority: job.priority,
    Periodic: job.periodic !== undefined,
    ParameterizedJob: job.parameterized !== undefined && job.dispatch === undefined,
    Stop: row.stopped,
    Status: jobStatus(state, row),
    StatusDescription: '',
    JobSummary: jobSummaryToWire(state, row),
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    JobModifyIndex: seq,
    SubmitTime: nsOfMs(submittedAtMs),
    Meta: meta ? nullIfNoKeys(job.meta) : null,
  };
}
