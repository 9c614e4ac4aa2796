/**
 * Subjects of the log. Who may write which is in docs/architecture.md; publish permissions follow them.
 * A token made of a user's name is escaped, so that no name can reach another subject.
 */
export const subjects = {
  job: (namespace: string, jobId: string) => `job.${token(namespace)}.${token(jobId)}`,
  evaluation: (namespace: string, jobId: string) => `eval.${token(namespace)}.${token(jobId)}`,
  deployment: (namespace: string, jobId: string) =>
    `deployment.${token(namespace)}.${token(jobId)}`,
  /** What operators set for the whole cluster, by its name, e.g. `scheduler`. */
  config: (name: string) => `config.${token(name)}`,
  /** What was forgotten, of the whole cluster. */
  collection: () => 'gc',
  /** What the node must obey. */
  node: (nodeId: string) => `node.${token(nodeId)}`,
  /** What the node says of itself. */
  client: (nodeId: string) => `client.${token(nodeId)}`,
  namespace: (name: string) => `namespace.${token(name)}`,
  aclBootstrap: () => 'acl.bootstrap',
  aclPolicy: (name: string) => `acl.policy.${token(name)}`,
  aclRole: (id: string) => `acl.role.${token(id)}`,
  aclToken: (accessorId: string) => `acl.token.${token(accessorId)}`,
  oneTimeToken: (secretHash: string) => `acl.one-time.${token(secretHash)}`,
  aclAuthMethod: (name: string) => `acl.auth-method.${token(name)}`,
  aclBindingRule: (id: string) => `acl.binding-rule.${token(id)}`,
  variable: (namespace: string, path: string) => `var.${token(namespace)}.${token(path)}`,
  keyring: () => 'config.keyring',
  nodePool: (name: string) => `config.node-pool.${token(name)}`,
} as const;

/** Escapes a name as in a URL, and also the characters that subjects give a meaning: `.`, `*` and `>`. */
export function token(name: string): string {
  if (PLAIN.test(name)) return name;
  return encodeURIComponent(name.toWellFormed()).replaceAll('.', '%2E').replaceAll('*', '%2A');
}

/** Undoes {@link token}. */
export function untoken(escaped: string): string {
  return escaped.includes('%') ? decodeURIComponent(escaped) : escaped;
}

/** Nearly all names, such as IDs: nothing in them is escaped. */
const PLAIN = /^[\w-]+$/;
