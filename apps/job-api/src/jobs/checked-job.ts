import {
  canonicalJob,
  jobFromWire,
  jobWarnings,
  multiError,
  placeFaults,
  validateJob,
  warningText,
  type WireJob,
} from '@steppe/api-contract';
import { periodicPlanOf } from '@steppe/broker';
import { type Job, type State, SteppeError } from '@steppe/domain';

/** A job that was posted, with its defaults and what is to be said of it. */
export interface ReviewedJob {
  readonly wire: WireJob;
  /** A job that lacks one is named by its name in `wire`. */
  readonly hasId: boolean;
  readonly faults: readonly string[];
  /** As `Warnings` of an answer; empty for none. */
  readonly warnings: string;
}

/**
 * @param options.namespace of the query string; the job's own wins.
 * @throws SteppeError `REQUEST_INVALID` when there is no job to look at.
 */
export function reviewJob(
  job: WireJob | null | undefined,
  { namespace, state }: { namespace: string; state: State },
): ReviewedJob {
  if (!job) throw new SteppeError('REQUEST_INVALID', 'Job must be specified');
  const wire = canonicalJob(job, namespace);
  const hasId = Boolean(job.ID);
  const idFaults = hasId ? [] : ['Missing job ID'];
  const faults = [
    ...idFaults,
    ...validateJob(wire),
    ...periodicFaults(wire),
    ...placeFaults(wire, state),
  ];
  return { wire, hasId, faults, warnings: warningText(jobWarnings(wire)) };
}

/** @throws SteppeError `REQUEST_INVALID` for a job without an ID, `JOB_INVALID` with every fault. */
export function acceptedJob({ wire, hasId, faults }: ReviewedJob): Job {
  if (!hasId) throw new SteppeError('REQUEST_INVALID', "Job ID hasn't been provided");
  if (faults.length > 0) throw new SteppeError('JOB_INVALID', multiError(faults));
  return jobFromWire(wire);
}

/** What is wrong with the times at which a periodic job is launched. */
function periodicFaults({ Periodic }: WireJob): string[] {
  try {
    periodicPlanOf({ periodic: Periodic ?? undefined });
    return [];
  } catch (error) {
    if (!(error instanceof SteppeError)) throw error;
    return [error.message];
  }
}
