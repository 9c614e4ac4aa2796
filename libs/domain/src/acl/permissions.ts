import { closestPattern, matchesGlob } from './glob.ts';
import { type AclArea, type AclRules, type AreaPolicy, DENY } from './rules.ts';

/** What somebody may do. */
export interface Permissions {
  /** May do everything. */
  readonly isManagement: boolean;
  /** Whether one of the capabilities is given in a namespace. */
  readonly allowsNamespace: (namespace: string, ...capabilities: readonly string[]) => boolean;
  /** Whether anything at all is allowed in a namespace. */
  readonly seesNamespace: (namespace: string) => boolean;
  readonly allowsNodePool: (pool: string, capability: string) => boolean;
  readonly allowsHostVolume: (volume: string, capability: string) => boolean;
  readonly allowsVariable: (place: VariablePlace, capability: string) => boolean;
  /** A `write` allows what a `read` does. */
  readonly allowsArea: (area: AclArea, policy: 'list' | 'read' | 'write') => boolean;
  readonly allowsOperator: (capability: string) => boolean;
}

export interface VariablePlace {
  readonly namespace: string;
  readonly path: string;
}

/** May do everything: a management token, or anyone while access is not controlled. */
export const ALL_PERMISSIONS: Permissions = {
  isManagement: true,
  allowsNamespace: () => true,
  seesNamespace: () => true,
  allowsNodePool: () => true,
  allowsHostVolume: () => true,
  allowsVariable: () => true,
  allowsArea: () => true,
  allowsOperator: () => true,
};

/** What several policies allow together. Of what is said of the same name, a denial wins over everything. */
export function permissionsOf(policies: readonly AclRules[]): Permissions {
  const namespaces = merged(policies.flatMap((rules) => rules.namespaces));
  const nodePools = merged(policies.flatMap((rules) => rules.nodePools));
  const hostVolumes = merged(policies.flatMap((rules) => rules.hostVolumes));
  const variables = mergedPaths(policies);
  const operator = new Set(policies.flatMap((rules) => rules.operatorCapabilities));
  const areaOf = (area: AclArea): AreaPolicy | undefined =>
    strongest(policies.map(({ areas }) => areas[area]));
  return {
    isManagement: false,
    allowsNamespace: (name, ...wanted) => {
      const given = closest(namespaces, name);
      return wanted.some((capability) => given.has(capability));
    },
    seesNamespace: (name) => {
      const given = closest(namespaces, name);
      const isDenied = given.has(DENY);
      if (!isDenied && given.size > 0) return true;
      return !isDenied && variables.some((rule) => matchesGlob(rule.namespace, name));
    },
    allowsNodePool: (name, capability) => closest(nodePools, name).has(capability),
    allowsHostVolume: (name, capability) => closest(hostVolumes, name).has(capability),
    allowsVariable: (place, capability) => closestPath(variables, place).has(capability),
    allowsArea: (area, wanted) => {
      const given = areaOf(area);
      if (given === undefined || given === DENY) return false;
      return RANK[given] >= RANK[wanted];
    },
    allowsOperator: (capability) => operator.has(capability) && !operator.has(DENY),
  };
}

const RANK: Readonly<Record<AreaPolicy, number>> = { deny: 3, write: 2, read: 1, list: 0 };
const NOTHING: ReadonlySet<string> = new Set();

function strongest(given: readonly (AreaPolicy | undefined)[]): AreaPolicy | undefined {
  const said = given.filter((policy) => policy !== undefined);
  return said.toSorted((a, b) => RANK[b] - RANK[a])[0];
}

type CapabilitiesByName = ReadonlyMap<string, ReadonlySet<string>>;

function merged(
  rules: readonly { readonly name: string; readonly capabilities: readonly string[] }[],
): CapabilitiesByName {
  const byName = Map.groupBy(rules, ({ name }) => name);
  return new Map(
    [...byName].map(([name, same]) => {
      return [name, withDenial(same.flatMap(({ capabilities }) => capabilities))];
    }),
  );
}

function withDenial(capabilities: readonly string[]): ReadonlySet<string> {
  return capabilities.includes(DENY) ? new Set([DENY]) : new Set(capabilities);
}

function closest(rules: CapabilitiesByName, name: string): ReadonlySet<string> {
  const pattern = closestPattern(rules.keys(), name);
  return (pattern === undefined ? undefined : rules.get(pattern)) ?? NOTHING;
}

interface MergedPath {
  readonly namespace: string;
  readonly path: string;
  readonly capabilities: ReadonlySet<string>;
}

function mergedPaths(policies: readonly AclRules[]): MergedPath[] {
  const rules = policies.flatMap(({ namespaces }) =>
    namespaces.flatMap(({ name, variables = [] }) =>
      variables.map(({ path, capabilities }) => ({ namespace: name, path, capabilities })),
    ),
  );
  const same = Map.groupBy(rules, ({ namespace, path }) => `${namespace}\0${path}`);
  return [...same.values()].flatMap((group) => {
    const [first] = group;
    const capabilities = withDenial(group.flatMap((rule) => rule.capabilities));
    return first ? [{ namespace: first.namespace, path: first.path, capabilities }] : [];
  });
}

/** Namespace and path are matched apart, and together say how close a rule is. */
function closestPath(
  rules: readonly MergedPath[],
  { namespace, path }: VariablePlace,
): ReadonlySet<string> {
  const matching = rules.filter((rule) => {
    return matchesGlob(rule.namespace, namespace) && matchesGlob(rule.path, path);
  });
  const byKey = new Map(matching.map((rule) => [`${rule.namespace}\0${rule.path}`, rule]));
  const key = closestPattern(byKey.keys(), `${namespace}\0${path}`);
  return (key === undefined ? undefined : byKey.get(key)?.capabilities) ?? NOTHING;
}
