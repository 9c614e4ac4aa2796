import { type JobRegisterRequest, sourceFromSubmission } from '@steppe/api-contract';
import { acceptedJob, type ReviewedJob } from './checked-job.ts';
import { checkedEvalPriority } from './eval-priority.ts';
import type { Registration } from './job-writer.ts';
import { keptParts } from './kept-parts.ts';

/**
 * What a request asks to be registered.
 *
 * @throws SteppeError as `acceptedJob`; `REQUEST_INVALID` for a priority of its evaluation that there is not.
 */
export function registrationOf(request: JobRegisterRequest, reviewed: ReviewedJob): Registration {
  return {
    job: acceptedJob(reviewed),
    source: sourceFromSubmission(request.Submission),
    enforceIndex: request.EnforceIndex === true ? (request.JobModifyIndex ?? 0) : undefined,
    evalPriority: checkedEvalPriority(request.EvalPriority),
    keeps: keptParts(request),
  };
}
