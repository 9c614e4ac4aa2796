import type { WireConstraint } from './wire-placement.ts';
import type { WireJob } from './wire-job.ts';
import type { WireTaskGroup } from './wire-task-group.ts';

/** A node that cannot register services in Nomad's own catalogue must not get a group that needs it. */
const SERVICE_DISCOVERY = {
  LTarget: '${attr.nomad.service_discovery}',
  RTarget: 'true',
  Operand: '=',
};

/** Bridge networking takes these CNI plugins. */
const BRIDGE = ['bridge', 'firewall', 'host-local', 'loopback', 'portmap'].map((plugin) => ({
  LTarget: `\${attr.plugins.cni.version.${plugin}}`,
  RTarget: '>= 0.4.0',
  Operand: 'semver',
}));

/** Adds the constraints that follow from what a group uses, as Nomad's servers do. */
export function withImpliedConstraints(job: WireJob): WireJob {
  return { ...job, TaskGroups: job.TaskGroups?.map(withImplied) };
}

function withImplied(group: WireTaskGroup): WireTaskGroup {
  const constraints = group.Constraints ?? [];
  const missing = impliedBy(group).filter(
    (implied) => !constraints.some((constraint) => isSame(constraint, implied)),
  );
  return missing.length === 0 ? group : { ...group, Constraints: [...constraints, ...missing] };
}

function impliedBy(group: WireTaskGroup): readonly WireConstraint[] {
  const services = [group, ...(group.Tasks ?? [])].flatMap(({ Services }) => Services ?? []);
  const registers = services.some((service) => service['Provider'] === 'nomad');
  const isBridged = group.Networks?.[0]?.Mode === 'bridge';
  return [...(registers ? [SERVICE_DISCOVERY] : []), ...(isBridged ? BRIDGE : [])];
}

function isSame(a: WireConstraint, b: WireConstraint): boolean {
  return a.LTarget === b.LTarget && a.RTarget === b.RTarget && a.Operand === b.Operand;
}
