import type { AclArea, Permissions, State } from '@steppe/domain';

/** A request as far as its admission depends on it. */
export interface Ask {
  readonly permissions: Permissions;
  readonly state: State;
  /** The first parameter of the path; empty for none. */
  readonly id: string;
  /** Of the query string; `default` when it names none. */
  readonly namespace: string;
  /** The body of the request as it came. */
  readonly body: unknown;
}

/** What a route asks of its callers. */
export interface Requirement {
  readonly isMet: (ask: Ask) => boolean;
  /** Which namespaces a list over all of them shows. */
  readonly sees: (permissions: Permissions, namespace: string) => boolean;
}

const seesAny = (permissions: Permissions, namespace: string): boolean =>
  permissions.seesNamespace(namespace);

/** Everyone is let in; what they see depends on who they are, as the handler decides. */
export const EVERYONE: Requirement = { isMet: () => true, sees: seesAny };

export const MANAGEMENT: Requirement = {
  isMet: ({ permissions }) => permissions.isManagement,
  sees: seesAny,
};

/** One of the capabilities in the namespace of the query string. With `*`, lists show what may be seen. */
export function inNamespace(...capabilities: readonly string[]): Requirement {
  return inNamespaceOf(({ namespace }) => namespace, capabilities);
}

/** One of the capabilities in the namespace of what the path names. */
export function onAllocation(...capabilities: readonly string[]): Requirement {
  return inNamespaceOf(({ state, id, namespace }) => {
    return state.allocs.get(id)?.jobVersion.job.namespace ?? namespace;
  }, capabilities);
}

export function onEvaluation(...capabilities: readonly string[]): Requirement {
  return inNamespaceOf(({ state, id, namespace }) => {
    return state.evals.get(id)?.evaluation.namespace ?? namespace;
  }, capabilities);
}

export function onDeployment(...capabilities: readonly string[]): Requirement {
  return inNamespaceOf(({ state, id, namespace }) => {
    return state.deployments.get(id)?.deployment.namespace ?? namespace;
  }, capabilities);
}

/** One of the capabilities in the namespace of the job that the body holds. */
export function onPostedJob(...capabilities: readonly string[]): Requirement {
  return inNamespaceOf(
    ({ body, namespace }) => textIn(body, ['Job', 'Namespace']) || namespace,
    capabilities,
  );
}

export function inArea(area: AclArea, policy: 'list' | 'read' | 'write'): Requirement {
  return { isMet: ({ permissions }) => permissions.allowsArea(area, policy), sees: seesAny };
}

export function operatorMay(capability: string): Requirement {
  return { isMet: ({ permissions }) => permissions.allowsOperator(capability), sees: seesAny };
}

/** The capability on the node pool that the body describes. */
export function onPostedNodePool(capability: string): Requirement {
  return {
    isMet: ({ permissions, body }) => {
      return permissions.allowsNodePool(textIn(body, ['Name']), capability);
    },
    sees: seesAny,
  };
}

export function onNodePool(capability: string): Requirement {
  return {
    isMet: ({ permissions, id }) => permissions.allowsNodePool(id, capability),
    sees: seesAny,
  };
}

/** All of them. */
export function both(one: Requirement, other: Requirement): Requirement {
  return {
    isMet: (ask) => one.isMet(ask) && other.isMet(ask),
    sees: (...args) => one.sees(...args) && other.sees(...args),
  };
}

function inNamespaceOf(
  namespaceOf: (ask: Ask) => string,
  capabilities: readonly string[],
): Requirement {
  return {
    isMet: (ask) => {
      // What a namespace is asked of may be in the body, which is dear to read for nothing.
      if (ask.permissions.isManagement) return true;
      const namespace = namespaceOf(ask);
      return namespace === '*' || ask.permissions.allowsNamespace(namespace, ...capabilities);
    },
    sees: (permissions, namespace) => permissions.allowsNamespace(namespace, ...capabilities),
  };
}

/** A text in a body of JSON; empty when there is none: what is wrong with the body, its handler says. */
function textIn(body: unknown, path: readonly string[]): string {
  if (typeof body !== 'string') return '';
  try {
    let value: unknown = JSON.parse(body);
    for (const name of path) {
      value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    }
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
