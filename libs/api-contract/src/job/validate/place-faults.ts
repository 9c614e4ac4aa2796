import { isAllowed, type State } from '@steppe/domain';
import type { WireJob } from '../wire-job.ts';

/** Why a job may not be where it says: no such namespace or node pool, or the namespace forbids what it uses. */
export function placeFaults(
  job: WireJob,
  { namespaces, nodePools }: Pick<State, 'namespaces' | 'nodePools'>,
): string[] {
  const name = job.Namespace ?? '';
  const row = namespaces.get(name);
  if (!row) return [`job "${job.ID}" is in nonexistent namespace "${name}"`];
  const faults: string[] = [];
  const groups = job.TaskGroups ?? [];
  const { capabilities = {} } = row.namespace;
  const drivers = groups
    .flatMap(({ Tasks }) => Tasks ?? [])
    .map(({ Driver }) => Driver ?? '')
    .filter((driver) => {
      const { enabledTaskDrivers: enabled, disabledTaskDrivers: disabled } = capabilities;
      return !isAllowed(driver, { enabled, disabled });
    });
  faults.push(...notAllowed(drivers, name, { one: 'task driver', several: 'task drivers' }));
  const modes = groups
    .flatMap(({ Networks }) => Networks ?? [])
    .map(({ Mode }) => Mode || 'host')
    .filter((mode) => {
      const { enabledNetworkModes: enabled, disabledNetworkModes: disabled } = capabilities;
      return !isAllowed(mode, { enabled, disabled });
    });
  const kind = { one: 'group network mode', several: 'group network modes' };
  faults.push(...notAllowed(modes, name, kind));
  if (job.NodePool && !nodePools.has(job.NodePool)) {
    faults.push(`job "${job.ID}" is in nonexistent node pool "${job.NodePool}"`);
  }
  return faults;
}

function notAllowed(
  names: readonly string[],
  namespace: string,
  kind: { one: string; several: string },
): string[] {
  const [first, ...more] = new Set(names);
  if (first === undefined) return [];
  if (more.length === 0)
    return [`used ${kind.one} "${first}" is not allowed in namespace "${namespace}"`];
  const listed = [first, ...more].map((name) => JSON.stringify(name)).join(' ');
  return [`used ${kind.several} [${listed}] are not allowed in namespace "${namespace}"`];
}
