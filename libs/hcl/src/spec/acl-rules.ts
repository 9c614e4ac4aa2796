import {
  type AclArea,
  type AclRules,
  type AreaPolicy,
  DENY,
  HOST_VOLUME_CAPABILITIES,
  HOST_VOLUME_POLICIES,
  NAMESPACE_CAPABILITIES,
  NAMESPACE_POLICIES,
  type NamedRule,
  type NamespaceRule,
  NODE_POOL_CAPABILITIES,
  NODE_POOL_POLICIES,
  OPERATOR_CAPABILITIES,
  OPERATOR_POLICIES,
  type PathRule,
  VARIABLE_CAPABILITIES,
} from '@steppe/domain';
import { type Reader, struct } from '../agent-config/reader.ts';
import { ifGiven, labelled, text, texts } from '../agent-config/settings.ts';
import { nearestName } from '../syntax/suggest.ts';
import { type ParsedSpec, readSpec, type SpecFile } from './read-spec.ts';

/** Reads the rules of an ACL policy, with their shorthands written out. Never throws. */
export function parseAclRules(file: SpecFile): ParsedSpec<AclRules> {
  const { spec, diagnostics } = readSpec(file, policy);
  if (!spec) return { diagnostics };
  const { agent, node, operator, quota, plugin } = spec;
  const areas: Partial<Record<AclArea, AreaPolicy>> = {};
  for (const [area, given] of Object.entries({ agent, node, operator, quota, plugin })) {
    const said = areaPolicyOf(given?.policy);
    if (said !== undefined && isArea(area)) areas[area] = said;
  }
  return {
    diagnostics,
    spec: {
      namespaces: namespaceRules(spec.namespace),
      nodePools: namedRules(spec.nodePool, NODE_POOL_POLICIES),
      hostVolumes: namedRules(spec.hostVolume, HOST_VOLUME_POLICIES),
      areas,
      operatorCapabilities: capabilitiesOf(operator ?? {}, OPERATOR_POLICIES),
    },
  };
}

interface Given {
  readonly policy?: string | undefined;
  readonly capabilities?: readonly string[] | undefined;
}

const named = (policies: Readonly<Record<string, unknown>>, known: ReadonlySet<string>) =>
  struct({
    policy: oneOf('policy', new Set(Object.keys(policies))),
    capabilities: someOf('capability', known),
  });

const area = ifGiven(struct({ policy: oneOf('policy', new Set(['deny', 'read', 'write'])) }));

const policy = struct({
  namespace: labelled(
    struct({
      policy: oneOf('policy', new Set(Object.keys(NAMESPACE_POLICIES))),
      capabilities: someOf('capability', NAMESPACE_CAPABILITIES),
      variables: ifGiven(
        struct({
          path: labelled(struct({ capabilities: someOf('capability', VARIABLE_CAPABILITIES) })),
        }),
      ),
    }),
  ),
  nodePool: labelled(named(NODE_POOL_POLICIES, NODE_POOL_CAPABILITIES)),
  hostVolume: labelled(named(HOST_VOLUME_POLICIES, HOST_VOLUME_CAPABILITIES)),
  agent: area,
  node: area,
  operator: ifGiven(named(OPERATOR_POLICIES, OPERATOR_CAPABILITIES)),
  quota: area,
  plugin: ifGiven(struct({ policy: oneOf('policy', new Set(['deny', 'list', 'read'])) })),
  // Of an edition that Steppe has no part of: read, so that a policy with it stays valid.
  sentinel: ifGiven(struct({ policy: text })),
});

function namespaceRules(
  given: Readonly<
    Record<string, Given & { variables: { path: Readonly<Record<string, Given>> } | undefined }>
  >,
): NamespaceRule[] {
  return Object.entries(given).map(([name, rule]) => ({
    name,
    policy: rule.policy ?? '',
    capabilities: capabilitiesOf(rule, NAMESPACE_POLICIES),
    variables: rule.variables ? Object.entries(rule.variables.path).map(pathRule) : undefined,
  }));
}

/** Whoever may read a variable may also find it. */
function pathRule([path, { capabilities = [] }]: [string, Given]): PathRule {
  const finds = capabilities.includes('read') && !capabilities.includes('list');
  return { path, capabilities: finds ? [...capabilities, 'list'] : capabilities };
}

function namedRules(
  given: Readonly<Record<string, Given>>,
  policies: Readonly<Record<string, readonly string[]>>,
): NamedRule[] {
  return Object.entries(given).map(([name, rule]) => ({
    name,
    policy: rule.policy ?? '',
    capabilities: capabilitiesOf(rule, policies),
  }));
}

/** What is named, and then what the shorthand stands for. */
function capabilitiesOf(
  { policy: shorthand = '', capabilities = [] }: Given,
  policies: Readonly<Record<string, readonly string[]>>,
): string[] {
  const all = [...capabilities, ...(policies[shorthand] ?? [])];
  return all.includes(DENY) ? [DENY] : [...new Set(all)];
}

function isArea(name: string): name is AclArea {
  return ['agent', 'node', 'operator', 'quota', 'plugin'].includes(name);
}

function areaPolicyOf(said: string | undefined): AreaPolicy | undefined {
  return said === 'deny' || said === 'list' || said === 'read' || said === 'write'
    ? said
    : undefined;
}

function oneOf(what: string, known: ReadonlySet<string>): Reader<string | undefined> {
  return (given, context) => {
    const value = text(given, context);
    if (value !== undefined) checkKnown([value], { what, known }, given, context);
    return value;
  };
}

function someOf(what: string, known: ReadonlySet<string>): Reader<readonly string[]> {
  return (given, context) => {
    const values = texts(given, context);
    checkKnown(values, { what, known }, given, context);
    return values;
  };
}

function checkKnown(
  values: readonly string[],
  { what, known }: { what: string; known: ReadonlySet<string> },
  ...[given, { diagnostics }]: Parameters<Reader<unknown>>
): void {
  for (const value of values) {
    if (known.has(value)) continue;
    const nearest = nearestName(value, [...known]);
    const advice =
      nearest === undefined
        ? `Expected one of: ${[...known].toSorted().join(', ')}.`
        : `Did you mean "${nearest}"?`;
    diagnostics.error({
      summary: `Invalid ${what}`,
      detail: `There is no ${what} "${value}" here. ${advice}`,
      subject: given[0]?.node.span,
    });
  }
}
