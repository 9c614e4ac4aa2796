import type { DomainEvent, Seq } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';

/** One line for each thing that the broker brought about, with its IDs. */
export function tellOf(logger: Logger, event: DomainEvent, seq: Seq): void {
  if (event.type === 'EvaluationCreated') {
    const { id: evalId, namespace, jobId, triggeredBy, nodeId, deploymentId } = event.evaluation;
    const ids = { seq, evalId, namespace, jobId, triggeredBy, nodeId, deploymentId };
    logger.info(ids, 'evaluation created');
  } else if (event.type === 'EvaluationUnblocked') {
    logger.info({ seq, evalId: event.evalId }, 'evaluation unblocked');
  } else if (event.type === 'EvaluationCancelled') {
    const { evalId, statusDescription } = event;
    logger.info({ seq, evalId, statusDescription }, 'evaluation cancelled');
  } else if (event.type === 'NodeStatusChanged') {
    const { nodeId, status, message } = event;
    logger.info({ seq, nodeId, message }, `node ${status}`);
  } else if (event.type === 'DeploymentStatusChanged') {
    const { deploymentId, status, statusDescription } = event;
    logger.info({ seq, deploymentId, statusDescription }, `deployment ${status}`);
  } else if (event.type === 'JobRegistered') {
    const { job, version } = event;
    logger.info({ seq, namespace: job.namespace, jobId: job.id, version }, 'job reverted');
  } else logger.info({ seq }, event.type);
}
