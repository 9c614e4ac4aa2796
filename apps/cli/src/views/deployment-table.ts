import type { WireDeployment } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';

/** Deployments as a table, newest first. */
export function deploymentTable(
  deployments: readonly WireDeployment[],
  options: { verbose: boolean },
): string {
  if (deployments.length === 0) return 'No deployments found';
  const rows = deployments
    .toSorted((a, b) => b.CreateIndex - a.CreateIndex)
    .map((deployment) => [
      shortId(deployment.ID, options),
      deployment.JobID,
      String(deployment.JobVersion),
      deployment.Status,
      deployment.StatusDescription,
    ]);
  return table([['ID', 'Job ID', 'Job Version', 'Status', 'Description'], ...rows]);
}
