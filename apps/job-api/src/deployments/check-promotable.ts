import { multiError } from '@steppe/api-contract';
import { type DeploymentRow, type State, SteppeError } from '@steppe/domain';

/**
 * Checks that all canaries of the groups that are to be promoted are healthy. The texts are Nomad's.
 *
 * @param groups undefined: all that have canaries.
 * @throws SteppeError `REQUEST_INVALID`.
 */
export function checkPromotable(
  state: State,
  { deployment, progress }: DeploymentRow,
  groups: readonly string[] | undefined,
): void {
  const wanted = Object.entries(deployment.groups).filter(
    ([name, { desiredCanaries }]) =>
      desiredCanaries > 0 && !progress[name]?.promoted && (groups?.includes(name) ?? true),
  );
  if (wanted.length === 0) throw new SteppeError('REQUEST_INVALID', 'no canaries to promote');
  const faults = wanted.flatMap(([name, { desiredCanaries }]) => {
    const placed = progress[name]?.placedCanaries ?? [];
    const healthy = placed.filter((id) => state.allocs.get(id)?.health?.healthy === true).length;
    return healthy >= desiredCanaries
      ? []
      : [`Task group "${name}" has ${healthy}/${desiredCanaries} healthy allocations`];
  });
  if (faults.length > 0) throw new SteppeError('REQUEST_INVALID', multiError(faults));
}
