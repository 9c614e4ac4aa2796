import type { DeploymentRow, DomainEvent, State } from '@steppe/domain';

/**
 * The promotion of a deployment whose canaries are all healthy, when every group that has canaries wants to be
 * promoted by itself; otherwise nothing.
 */
export function promotionEvents(state: State, deploymentId: string): readonly DomainEvent[] {
  const row = state.deployments.get(deploymentId);
  if (row?.status !== 'running') return [];
  const groups = Object.entries(row.deployment.groups).filter(
    ([, { desiredCanaries }]) => desiredCanaries > 0,
  );
  const isOpen = groups.some(([name]) => row.progress[name]?.promoted === false);
  const isGood = groups.every(
    ([name, { autoPromote, desiredCanaries }]) =>
      autoPromote && healthyCanaries(state, row, name) >= desiredCanaries,
  );
  return isOpen && isGood ? [{ type: 'DeploymentPromoted', v: 1, deploymentId }] : [];
}

function healthyCanaries(state: State, row: DeploymentRow, group: string): number {
  const ids = row.progress[group]?.placedCanaries ?? [];
  return ids.filter((id) => state.allocs.get(id)?.health?.healthy === true).length;
}
