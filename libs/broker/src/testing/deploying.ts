import type { DeploymentGroup } from '@steppe/domain';
import { BrokerRun } from './broker-run.ts';
import { completed, deploymentCreated, joined, placed, registered } from './entries.ts';

export const group: DeploymentGroup = {
  desiredTotal: 1,
  desiredCanaries: 0,
  autoRevert: false,
  autoPromote: false,
  progressDeadlineMs: 600_000,
};

/** A job of which one allocation was placed for a deployment. */
export function deploying(
  changes: Partial<DeploymentGroup> = {},
  placement: { canary?: boolean } = {},
): BrokerRun {
  const run = new BrokerRun()
    .lead()
    .entry(joined('n1'), registered('web', 'e1'))
    .entry(deploymentCreated('web', 'd1', { jobSeq: 2, groups: { app: { ...group, ...changes } } }))
    .entry(
      placed('n1', 'a1', {
        jobId: 'web',
        evalId: 'e1',
        jobSeq: 2,
        deploymentId: 'd1',
        ...placement,
      }),
    )
    .entry(completed('web', 'e1'));
  run.told();
  return run;
}
