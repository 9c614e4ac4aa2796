import {
  canonicalJson,
  DEFAULT_NAMESPACE,
  type DomainEvent,
  isBuiltInPool,
  type State,
  subjects,
} from '@steppe/domain';
import type { Write } from '../../writes/log-writer.ts';
import { settingWrite } from '../../writes/setting-write.ts';

/** A kind of setting: where its rows are, and how one is made and taken away. */
interface Kind {
  readonly rows: (state: State) => ReadonlyMap<string, object>;
  readonly subject: (key: string) => string;
  /** What of a row is set; the rest follows from when it was. */
  readonly applied: (state: State, key: string) => DomainEvent | undefined;
  /** Undefined for what is never taken away. */
  readonly deleted: (state: State, key: string) => DomainEvent | undefined;
}

/** In the order in which they need one another. */
const KINDS: readonly Kind[] = [
  {
    rows: ({ namespaces }) => namespaces,
    subject: subjects.namespace,
    applied: ({ namespaces }, key) => {
      const row = namespaces.get(key);
      return row && { type: 'NamespaceApplied', v: 1, namespace: row.namespace };
    },
    deleted: (_state, name) =>
      name === DEFAULT_NAMESPACE ? undefined : { type: 'NamespaceDeleted', v: 1, name },
  },
  {
    rows: ({ nodePools }) => nodePools,
    subject: subjects.nodePool,
    applied: ({ nodePools }, key) => {
      const row = isBuiltInPool(key) ? undefined : nodePools.get(key);
      return row && { type: 'NodePoolApplied', v: 1, pool: row.pool };
    },
    deleted: (_state, name) =>
      isBuiltInPool(name) ? undefined : { type: 'NodePoolDeleted', v: 1, name },
  },
  {
    rows: ({ aclPolicies }) => aclPolicies,
    subject: subjects.aclPolicy,
    applied: ({ aclPolicies }, key) => {
      const row = aclPolicies.get(key);
      return row && { type: 'AclPolicyApplied', v: 1, policy: row.policy };
    },
    deleted: (_state, name) => ({ type: 'AclPolicyDeleted', v: 1, name }),
  },
  {
    rows: ({ aclRoles }) => aclRoles,
    subject: subjects.aclRole,
    applied: ({ aclRoles }, key) => {
      const row = aclRoles.get(key);
      return row && { type: 'AclRoleApplied', v: 1, role: row.role };
    },
    deleted: (_state, id) => ({ type: 'AclRoleDeleted', v: 1, id }),
  },
  {
    rows: ({ aclAuthMethods }) => aclAuthMethods,
    subject: subjects.aclAuthMethod,
    applied: ({ aclAuthMethods }, key) => {
      const row = aclAuthMethods.get(key);
      return row && { type: 'AclAuthMethodApplied', v: 1, authMethod: row.authMethod };
    },
    deleted: (_state, name) => ({ type: 'AclAuthMethodDeleted', v: 1, name }),
  },
  {
    rows: ({ aclBindingRules }) => aclBindingRules,
    subject: subjects.aclBindingRule,
    applied: ({ aclBindingRules }, key) => {
      const row = aclBindingRules.get(key);
      return row && { type: 'AclBindingRuleApplied', v: 1, rule: row.rule };
    },
    deleted: (_state, id) => ({ type: 'AclBindingRuleDeleted', v: 1, id }),
  },
  {
    rows: ({ variables }) => variables,
    subject: (key) => subjects.variable(...placeOf(key)),
    applied: ({ variables }, key) => {
      const row = variables.get(key);
      if (!row) return undefined;
      const { namespace, path, sealed } = row;
      return { type: 'VariableWritten', v: 1, namespace, path, sealed };
    },
    deleted: (_state, key) => {
      const [namespace, path] = placeOf(key);
      return { type: 'VariableDeleted', v: 1, namespace, path };
    },
  },
  {
    rows: ({ aclTokens }) => aclTokens,
    subject: subjects.aclToken,
    applied: ({ aclTokens }, key) => {
      const row = aclTokens.get(key);
      return row && { type: 'AclTokenApplied', v: 1, token: row.token };
    },
    deleted: (_state, accessorId) => ({ type: 'AclTokenDeleted', v: 1, accessorId }),
  },
];

/** Sets what is not as it was, the keys first that open what is sealed. */
export function settingWrites(wanted: State, now: State): Write[] {
  return [
    ...rootKeyWrites(wanted, now),
    ...KINDS.flatMap((kind) =>
      [...kind.rows(wanted).keys()].map((key) => applying(kind, key, wanted)),
    ),
    schedulerWrite(wanted),
  ];
}

/** Takes away what there was not, in the opposite order. */
export function settingDeletions(wanted: State, now: State): Write[] {
  return KINDS.toReversed().flatMap((kind) =>
    [...kind.rows(now).keys()]
      .filter((key) => !kind.rows(wanted).has(key))
      .map((key) =>
        settingWrite(kind.subject(key), (state) => {
          const event = kind.rows(state).has(key) ? kind.deleted(state, key) : undefined;
          return event ? [event] : [];
        }),
      ),
  );
}

function applying(kind: Kind, key: string, wanted: State): Write {
  return settingWrite(kind.subject(key), (state) => {
    const [event, before] = [kind.applied(wanted, key), kind.applied(state, key)];
    return event && canonicalJson(event) !== canonicalJson(before ?? null) ? [event] : [];
  });
}

/** Keys that are not known any more. The one that is active now goes on being it: its secret is here. */
function rootKeyWrites(wanted: State, now: State): Write[] {
  const missing = [...wanted.rootKeys.values()].filter(({ keyId }) => !now.rootKeys.has(keyId));
  const active = [...now.rootKeys.values()].filter(({ isActive }) => isActive);
  if (missing.length === 0) return [];
  const events = [...missing, ...active].map(({ keyId, publicKey }): DomainEvent => {
    return { type: 'RootKeyAdded', v: 1, keyId, publicKey };
  });
  return [settingWrite(subjects.keyring(), () => events)];
}

function schedulerWrite(wanted: State): Write {
  const { configuration } = wanted.schedulerConfiguration;
  return {
    subject: subjects.config('scheduler'),
    lastSeq: ({ schedulerConfiguration }) => schedulerConfiguration.modifySeq,
    decide: ({ schedulerConfiguration }) =>
      canonicalJson(schedulerConfiguration.configuration) === canonicalJson(configuration)
        ? []
        : [{ type: 'SchedulerConfigurationChanged', v: 1, configuration }],
  };
}

/** No namespace has a slash in its name. */
function placeOf(key: string): [namespace: string, path: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}
