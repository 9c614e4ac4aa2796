import { z } from 'zod';
import { AllocationStub } from '../allocation/allocation-stub.ts';
import { WireDeployment } from '../deployment/deployment-to-wire.ts';
import { WireEvaluation } from '../evaluation/evaluation-to-wire.ts';
import {
  JobRevertRequest,
  JobScaleRequest,
  JobStabilityRequest,
  JobStabilityResponse,
  PeriodicForceResponse,
} from '../job/job-changes.ts';
import { JobDispatchRequest, JobDispatchResponse } from '../job/dispatch.ts';
import { JobPlanRequest, JobPlanResponse } from '../job/job-plan.ts';
import { JobAction } from '../job/job-actions.ts';
import { JobStatusesRequest, JobStatusItem } from '../job/job-statuses.ts';
import { JobScaleStatus } from '../job/scale-status.ts';
import { JobStub } from '../job/job-stub.ts';
import { JobSummary } from '../job/job-summary.ts';
import {
  JobDeregisterResponse,
  JobEvaluateRequest,
  JobRegisterRequest,
  JobRegisterResponse,
  JobsParseRequest,
  JobSubmission,
  JobValidateResponse,
} from '../job/register.ts';
import { JobVersionTagRequest, JobVersionTagResponse } from '../job/version-tag.ts';
import { WireJob } from '../job/wire-job.ts';
import type { Operation } from './operation.ts';

const tag = 'jobs';
const NAMESPACE = { namespace: 'The namespace; default `default`, `*` for all of them' };

export const JOB_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/job/:jobId/stable',
    summary: 'Say whether a version is one to go back to',
    tag,
    query: NAMESPACE,
    body: JobStabilityRequest,
    answer: JobStabilityResponse,
  },
  {
    method: 'get',
    path: '/v1/jobs',
    summary: 'List jobs',
    tag,
    isBlocking: true,
    isPaged: true,
    query: { ...NAMESPACE, prefix: 'Only IDs that begin so', meta: 'Also show `Meta`' },
    answer: z.array(JobStub),
  },
  {
    method: 'post',
    path: '/v1/jobs',
    summary: 'Register a job, or a new version of it',
    tag,
    query: NAMESPACE,
    body: JobRegisterRequest,
    answer: JobRegisterResponse,
  },
  {
    method: 'post',
    path: '/v1/jobs/statuses',
    summary: 'Say which jobs to tell of, with their allocations and latest deployments',
    tag,
    query: { ...NAMESPACE, include_children: 'Also what jobs launched' },
    body: JobStatusesRequest,
    answer: z.array(JobStatusItem),
  },
  {
    method: 'get',
    path: '/v1/jobs/statuses',
    summary: 'List jobs with their allocations and latest deployments, the last changed first',
    tag,
    isBlocking: true,
    isPaged: true,
    query: { ...NAMESPACE, include_children: 'Also what jobs launched' },
    answer: z.array(JobStatusItem),
  },
  {
    method: 'post',
    path: '/v1/jobs/parse',
    summary: 'Parse a job file in HCL',
    tag,
    body: JobsParseRequest,
    answer: WireJob,
  },
  {
    method: 'post',
    path: '/v1/validate/job',
    summary: 'Say everything that is wrong with a job',
    tag,
    body: JobRegisterRequest,
    answer: JobValidateResponse,
  },
  {
    method: 'get',
    path: '/v1/job/:jobId',
    summary: 'Read a job',
    tag,
    isBlocking: true,
    query: NAMESPACE,
    answer: WireJob,
  },
  {
    method: 'post',
    path: '/v1/job/:jobId',
    summary: 'Register a new version of a job',
    tag,
    query: NAMESPACE,
    body: JobRegisterRequest,
    answer: JobRegisterResponse,
  },
  {
    method: 'delete',
    path: '/v1/job/:jobId',
    summary: 'Stop a job',
    tag,
    query: {
      ...NAMESPACE,
      purge: 'Also forget the job',
      no_shutdown_delay: 'End its tasks without their `shutdown_delay`',
    },
    answer: JobDeregisterResponse,
  },
  {
    method: 'post',
    path: '/v1/job/:jobId/evaluate',
    summary: 'Have a job evaluated again',
    tag,
    query: NAMESPACE,
    body: JobEvaluateRequest,
    answer: JobRegisterResponse,
  },
  {
    method: 'post',
    path: '/v1/job/:jobId/plan',
    summary: 'Say what a registration would do',
    tag,
    query: NAMESPACE,
    body: JobPlanRequest,
    answer: JobPlanResponse,
  },
  change('scale', 'Change how many allocations of a group are wanted', JobScaleRequest),
  change('revert', 'Take a job back to an earlier version', JobRevertRequest),
  {
    method: 'post',
    path: '/v1/job/:jobId/dispatch',
    summary: 'Dispatch a parameterized job',
    tag,
    query: { ...NAMESPACE, idempotency_token: 'A second dispatch with the same one is the same' },
    body: JobDispatchRequest,
    answer: JobDispatchResponse,
  },
  {
    method: 'post',
    path: '/v1/job/:jobId/dispatch/payload',
    summary: 'Dispatch a parameterized job with the body as its payload',
    tag,
    query: { ...NAMESPACE, idempotency_token: 'A second dispatch with the same one is the same' },
    answer: JobDispatchResponse,
  },
  {
    method: 'post',
    path: '/v1/job/:jobId/periodic/force',
    summary: 'Launch a periodic job now',
    tag,
    query: NAMESPACE,
    answer: PeriodicForceResponse,
  },
  {
    method: 'post',
    path: '/v1/job/:jobId/versions/:name/tag',
    summary: 'Give a version a name, for which it is kept',
    tag,
    query: NAMESPACE,
    body: JobVersionTagRequest,
    answer: JobVersionTagResponse,
  },
  {
    method: 'delete',
    path: '/v1/job/:jobId/versions/:name/tag',
    summary: 'Take the name from a version',
    tag,
    query: NAMESPACE,
    answer: JobVersionTagResponse,
  },
  part('scale', 'Compare what is wanted of each group with what there is', JobScaleStatus),
  part('summary', 'Count the allocations of each group by state', JobSummary),
  part('allocations', 'List the allocations of a job', z.array(AllocationStub)),
  part('evaluations', 'List the evaluations of a job', z.array(WireEvaluation)),
  part('deployments', 'List the deployments of a job', z.array(WireDeployment)),
  { ...part('actions', 'List the actions of its tasks', z.array(JobAction)), isBlocking: false },
  {
    ...part('action', 'Run an action, over a websocket', z.string()),
    isBlocking: false,
    answerType: 'text/plain',
    query: {
      ...NAMESPACE,
      action: 'The name of the action; required',
      allocID: 'The allocation; required',
      task: 'The task; required',
      tty: 'Run it on a terminal',
      ws_handshake: 'The first message is `{"version": 1}`',
    },
  },
  part('deployment', 'Read the latest deployment of a job', WireDeployment.nullable()),
  part('versions', 'List the versions of a job', z.object({ Versions: z.array(WireJob) })),
  {
    ...part('submission', 'Read the file that a job came from', JobSubmission),
    query: { ...NAMESPACE, version: 'The version of the job; required' },
  },
];

function part(name: string, summary: string, answer: z.ZodType): Operation {
  return {
    method: 'get',
    path: `/v1/job/:jobId/${name}`,
    summary,
    tag,
    isBlocking: true,
    query: NAMESPACE,
    answer,
  };
}

function change(name: string, summary: string, body: z.ZodType): Operation {
  const path = `/v1/job/:jobId/${name}`;
  return {
    method: 'post',
    path,
    summary,
    tag,
    query: NAMESPACE,
    body,
    answer: JobRegisterResponse,
  };
}
