import type { Evaluation, EvaluationCreated, Job } from '@steppe/domain';

/** Asks the scheduler to look at a job. */
export function evaluationCreated(
  { namespace, id: jobId, type, priority }: Job,
  rest: Pick<Evaluation, 'id' | 'triggeredBy'> & Partial<Evaluation>,
): EvaluationCreated {
  const evaluation = { namespace, jobId, type, priority, ...rest };
  return { type: 'EvaluationCreated', v: 1, evaluation };
}
