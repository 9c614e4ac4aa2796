import type { WireConstraint } from './wire-placement.ts';
import type { WireJob } from './wire-job.ts';
import type { WireTaskGroup } from './wire-task-group.ts';

/** A node that cannot register services in Nomad's own catalogue must not get a group that needs it. */
const SERVICE_DISCOVERY = {
  LTarget: '${attr.nomad.service_discovery}',
  RTarget: 'true',
  Operand: '=',
};

/** Adds the constraints that follow from what a group uses, as Nomad's servers do. */
export function withImpliedConstraints(job: WireJob): WireJob {
  return { ...job, TaskGroups: job.TaskGroups?.map(withImplied) };
}

function withImplied(group: WireTaskGroup): WireTaskGroup {
  const services = [group, ...(group.Tasks ?? [])].flatMap(({ Services }) => Services ?? []);
  const constraints = group.Constraints ?? [];
  const isNeeded = services.some((service) => service['Provider'] === 'nomad');
  const isThere = constraints.some(isServiceDiscovery);
  return isNeeded && !isThere
    ? { ...group, Constraints: [...constraints, SERVICE_DISCOVERY] }
    : group;
}

function isServiceDiscovery({ LTarget, RTarget, Operand }: WireConstraint): boolean {
  return (
    LTarget === SERVICE_DISCOVERY.LTarget &&
    RTarget === SERVICE_DISCOVERY.RTarget &&
    Operand === SERVICE_DISCOVERY.Operand
  );
}
