import { SteppeError } from '@steppe/domain';

const PRIORITY_MAX = 100;

/**
 * The priority that is asked for an evaluation; undefined for none, for which 0 stands too.
 *
 * @throws SteppeError `REQUEST_INVALID`, in Nomad's words.
 */
export function checkedEvalPriority(priority: number | null | undefined): number | undefined {
  if (!priority) return undefined;
  if (priority >= 1 && priority <= PRIORITY_MAX) return priority;
  throw new SteppeError(
    'REQUEST_INVALID',
    `eval priority must be between 1 and ${PRIORITY_MAX} inclusively`,
  );
}
