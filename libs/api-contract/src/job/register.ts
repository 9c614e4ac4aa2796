import { JobSource } from '@steppe/domain';
import { z } from 'zod';
import { Flag, Index, Text, Whole } from '../wire/values.ts';
import { WireJob } from './wire-job.ts';

/** The job file as its author wrote it. */
export const JobSubmission = z
  .looseObject({
    Source: Text,
    Format: Text,
    Variables: Text,
    VariableFlags: z.record(z.string(), z.string()).nullish(),
  })
  .meta({ id: 'JobSubmission' });
export type JobSubmission = z.infer<typeof JobSubmission>;

export const JobRegisterRequest = z
  .looseObject({
    Job: WireJob.nullish(),
    /** Register only when the job's JobModifyIndex is the one given; 0: only when there is no such job. */
    EnforceIndex: Flag,
    JobModifyIndex: Whole,
    PreserveCounts: Flag,
    PreserveResources: Flag,
    PolicyOverride: Flag,
    EvalPriority: Whole,
    Submission: JobSubmission.nullish(),
  })
  .meta({ id: 'JobRegisterRequest' });
export type JobRegisterRequest = z.infer<typeof JobRegisterRequest>;

export const JobRegisterResponse = z
  .object({
    EvalID: z.string(),
    EvalCreateIndex: Index,
    JobModifyIndex: Index,
    Warnings: z.string(),
    Index,
    LastContact: z.int(),
    KnownLeader: z.boolean(),
    NextToken: z.string(),
  })
  .meta({ id: 'JobRegisterResponse' });
export type JobRegisterResponse = z.infer<typeof JobRegisterResponse>;

export const JobDeregisterResponse = z
  .object({
    EvalID: z.string(),
    EvalCreateIndex: Index,
    JobModifyIndex: Index,
    VolumeEvalID: z.string(),
    VolumeEvalIndex: Index,
    Index,
    LastContact: z.int(),
    KnownLeader: z.boolean(),
    NextToken: z.string(),
  })
  .meta({ id: 'JobDeregisterResponse' });
export type JobDeregisterResponse = z.infer<typeof JobDeregisterResponse>;

export const JobValidateResponse = z
  .object({
    DriverConfigValidated: z.boolean(),
    ValidationErrors: z.array(z.string()).nullable(),
    Error: z.string(),
    Warnings: z.string(),
  })
  .meta({ id: 'JobValidateResponse' });
export type JobValidateResponse = z.infer<typeof JobValidateResponse>;

export const JobEvaluateRequest = z
  .looseObject({
    JobID: Text,
    EvalOptions: z.looseObject({ ForceReschedule: Flag }).nullish(),
  })
  .meta({ id: 'JobEvaluateRequest' });

export const JobsParseRequest = z
  .looseObject({
    JobHCL: Text,
    /** Ignored: only HCL2 is read. */
    HCLv1: Flag,
    /** Contents of a variables file. */
    Variables: Text,
    Canonicalize: Flag,
  })
  .meta({ id: 'JobsParseRequest' });
export type JobsParseRequest = z.infer<typeof JobsParseRequest>;

/** Of the formats only HCL2 and JSON are written today; HCL1 is what old clients may have stored. */
export function sourceFromSubmission(
  submission: JobSubmission | null | undefined,
): JobSource | undefined {
  if (!submission?.Source) return undefined;
  const format = JobSource.shape.format.safeParse(submission.Format || 'hcl2');
  return {
    format: format.success ? format.data : 'hcl2',
    text: submission.Source,
    variables: submission.Variables ?? '',
    variableFlags: submission.VariableFlags ?? {},
  };
}

export function submissionToWire(
  source: JobSource,
  job: { namespace: string; id: string; version: number; seq: number },
): Record<string, unknown> {
  const flags = source.variableFlags;
  return {
    Source: source.text,
    Format: source.format,
    VariableFlags: Object.keys(flags).length === 0 ? null : flags,
    Variables: source.variables,
    Namespace: job.namespace,
    JobID: job.id,
    Version: job.version,
    JobModifyIndex: job.seq,
  };
}
