import type { State } from './tables.ts';

/** Takes text in pieces and gives a digest; the caller brings the algorithm, since this layer has none. */
export interface Digest {
  update(text: string): void;
  /** Ends the digest and returns it as hexadecimal digits. */
  hex(): string;
}

/**
 * The canonical hash of a state: the same log gives the same hash in every process. Tables are read in
 * key order and objects with their keys sorted, so that neither the order of arrival nor of fields counts.
 */
export function hashState(state: State, digest: Digest): string {
  digest.update(`steppe-state v1 seq ${state.seq}\n`);
  hashTable(digest, 'jobs', state.jobs);
  hashTable(digest, 'nodes', state.nodes);
  hashTable(digest, 'evals', state.evals);
  hashTable(digest, 'allocs', state.allocs);
  hashTable(digest, 'deployments', state.deployments);
  const { schedulerConfiguration } = state;
  if (schedulerConfiguration.modifySeq > 0) {
    digest.update(`scheduler configuration ${canonicalJson(schedulerConfiguration)}\n`);
  }
  hashTable(digest, 'namespaces', state.namespaces);
  hashTable(digest, 'nodePools', state.nodePools);
  hashTable(digest, 'services', state.services);
  hashTable(digest, 'aclPolicies', state.aclPolicies);
  hashTable(digest, 'aclRoles', state.aclRoles);
  hashTable(digest, 'aclTokens', state.aclTokens);
  hashTable(digest, 'oneTimeTokens', state.oneTimeTokens);
  hashTable(digest, 'variables', state.variables);
  hashTable(digest, 'rootKeys', state.rootKeys);
  digest.update(`acl bootstrap ${state.aclBootstrapSeq}\n`);
  hashTable(digest, 'scalingEvents', state.scalingEvents);
  // These came later: a log without them keeps the hash that it had.
  if (state.aclAuthMethods.size > 0) hashTable(digest, 'aclAuthMethods', state.aclAuthMethods);
  if (state.aclBindingRules.size > 0) hashTable(digest, 'aclBindingRules', state.aclBindingRules);
  if (state.strays.size > 0) hashTable(digest, 'strays', state.strays);
  return digest.hex();
}

function hashTable(digest: Digest, name: string, table: ReadonlyMap<string, object>): void {
  digest.update(`${name} ${table.size}\n`);
  for (const key of [...table.keys()].toSorted()) {
    digest.update(`${key} ${canonicalJson(withoutJobVersion(table.get(key)))}\n`);
  }
}

/** An allocation shares its job's version by reference; the version's seq stands for it. */
function withoutJobVersion(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || !('jobVersion' in row)) return row;
  const { jobVersion } = row;
  const isVersion = typeof jobVersion === 'object' && jobVersion !== null && 'seq' in jobVersion;
  return isVersion ? { ...row, jobVersion: jobVersion.seq } : row;
}

/** JSON with the keys of every object sorted, and without those that are undefined. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
