import { actionsOf } from '@steppe/api-contract';
import { type AllocationRow, SteppeError } from '@steppe/domain';
import type { ExecRequest } from './exec-request.ts';

/**
 * The program that is to run, and its arguments; of an action those that the allocation's own version of the job names.
 *
 * @throws SteppeError `REQUEST_INVALID` when there is no such action.
 */
export function commandOf(
  { jobVersion, groupName }: AllocationRow,
  { run, task }: ExecRequest,
): readonly string[] {
  if ('command' in run) return run.command;
  const { jobId, name } = run.action;
  const action =
    jobVersion.job.id === jobId &&
    actionsOf(jobVersion.job).find((each) => {
      return each.Name === name && each.TaskName === task && each.TaskGroupName === groupName;
    });
  if (action) return [action.Command, ...(action.Args ?? [])];
  throw new SteppeError(
    'REQUEST_INVALID',
    `task "${task}" of job "${jobId}" has no action "${name}"`,
  );
}
