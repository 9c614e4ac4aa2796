/** What a policy says, with its shorthands written out. */
export interface AclRules {
  readonly namespaces: readonly NamespaceRule[];
  readonly nodePools: readonly NamedRule[];
  readonly hostVolumes: readonly NamedRule[];
  readonly areas: Readonly<Partial<Record<AclArea, AreaPolicy>>>;
  /** Beside what the operator's policy stands for. */
  readonly operatorCapabilities: readonly string[];
}

/** Rules for whatever has a name that a pattern matches; `*` in it stands for any text. */
export interface NamedRule {
  readonly name: string;
  /** The shorthand that was written; empty for none. */
  readonly policy: string;
  readonly capabilities: readonly string[];
}

export interface NamespaceRule extends NamedRule {
  readonly variables: readonly PathRule[] | undefined;
}

export interface PathRule {
  readonly path: string;
  readonly capabilities: readonly string[];
}

/** What has no names of its own. */
export type AclArea = 'agent' | 'node' | 'operator' | 'quota' | 'plugin';
export type AreaPolicy = 'deny' | 'list' | 'read' | 'write';

export const DENY = 'deny';

const NAMESPACE_READ = [
  'list-jobs',
  'parse-job',
  'read-job',
  'csi-list-volume',
  'csi-read-volume',
  'read-job-scaling',
  'list-scaling-policies',
  'read-scaling-policy',
  'host-volume-read',
];
const NAMESPACE_WRITE = [
  ...NAMESPACE_READ,
  'scale-job',
  'submit-job',
  'dispatch-job',
  'read-logs',
  'read-fs',
  'alloc-exec',
  'alloc-lifecycle',
  'csi-mount-volume',
  'csi-write-volume',
  'submit-recommendation',
  'host-volume-create',
];

/** What the policies of a namespace stand for, as recorded of the peer. */
export const NAMESPACE_POLICIES: Readonly<Record<string, readonly string[]>> = {
  deny: [DENY],
  read: NAMESPACE_READ,
  write: NAMESPACE_WRITE,
  scale: ['list-scaling-policies', 'read-scaling-policy', 'read-job-scaling', 'scale-job'],
};

/** Every capability that a namespace's rule may name. */
export const NAMESPACE_CAPABILITIES: ReadonlySet<string> = new Set([
  DENY,
  ...NAMESPACE_WRITE,
  'alloc-node-exec',
  'csi-register-plugin',
  'sentinel-override',
  'host-volume-register',
  'host-volume-write',
  'host-volume-delete',
  'register-job',
  'deregister-job',
  'purge-job',
  'evaluate-job',
  'plan-job',
  'revert-job',
  'stable-job',
  'tag-job-version',
  'force-periodic-job',
  'fail-deployment',
  'pause-deployment',
  'promote-deployment',
  'set-alloc-health-deployment',
  'unblock-deployment',
  'gc-allocation',
  'pause-allocation',
]);

export const NODE_POOL_POLICIES: Readonly<Record<string, readonly string[]>> = {
  deny: [DENY],
  read: ['read'],
  write: ['delete', 'read', 'write'],
};
export const NODE_POOL_CAPABILITIES: ReadonlySet<string> = new Set([
  DENY,
  'delete',
  'read',
  'write',
]);

export const HOST_VOLUME_POLICIES: Readonly<Record<string, readonly string[]>> = {
  deny: [DENY],
  read: ['mount-readonly'],
  write: ['mount-readonly', 'mount-readwrite'],
};
export const HOST_VOLUME_CAPABILITIES: ReadonlySet<string> = new Set([
  DENY,
  'mount-readonly',
  'mount-readwrite',
]);

export const OPERATOR_POLICIES: Readonly<Record<string, readonly string[]>> = {
  deny: [DENY],
  read: ['license-read', 'keyring-read'],
  write: ['license-read', 'snapshot-save', 'keyring-read', 'keyring-rotate', 'keyring-delete'],
};
export const OPERATOR_CAPABILITIES: ReadonlySet<string> = new Set([
  DENY,
  'license-read',
  'snapshot-save',
  'keyring-read',
  'keyring-rotate',
  'keyring-delete',
]);

export const VARIABLE_CAPABILITIES: ReadonlySet<string> = new Set([
  DENY,
  'list',
  'read',
  'write',
  'destroy',
]);
