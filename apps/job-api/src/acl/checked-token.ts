import { type AclTokenRequest, goDuration, msOfNs, multiError } from '@steppe/api-contract';
import { type AclToken, type State, SteppeError } from '@steppe/domain';
import { parseDurationMs } from '../http/go-values.ts';
import { hashSecret } from '../access/access.service.ts';
import type { AclSettings } from '../ports.ts';
import { isUuid } from '../reads/ids.ts';
import type { TokenIdentity } from './acl-token-writer.ts';

type Wanted = Pick<AclToken, 'name' | 'type' | 'policies' | 'roleIds' | 'global'>;

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words, with every fault. */
export function checkedToken(request: AclTokenRequest, { aclRoles }: State): Wanted {
  const type = request.Type === 'management' ? 'management' : 'client';
  const policies = [...new Set(request.Policies ?? [])];
  const roleIds: string[] = [];
  for (const { ID, Name } of request.Roles ?? []) {
    const row = ID
      ? aclRoles.get(ID)
      : [...aclRoles.values()].find(({ role }) => role.name === Name);
    if (!row) throw new SteppeError('REQUEST_INVALID', `cannot find role ${ID || Name}`);
    roleIds.push(row.role.id);
  }
  const isBound = policies.length > 0 || roleIds.length > 0;
  const faults: string[] = [];
  if (request.Type !== 'client' && request.Type !== 'management') {
    faults.push('token type must be client or management');
  } else if (type === 'client' && !isBound) {
    faults.push('client token missing policies or roles');
  } else if (type === 'management' && isBound) {
    faults.push('management token cannot be associated with policies or roles');
  }
  if ((request.Name ?? '').length > NAME_MAX) faults.push('token name too long');
  if (faults.length > 0) throw invalid(faults);
  const global = request.Global ?? false;
  return { name: request.Name ?? '', type, policies, roleIds: [...new Set(roleIds)], global };
}

const NAME_MAX = 256;

/**
 * How long a token is to be valid; undefined for ever.
 *
 * @throws SteppeError `REQUEST_INVALID` when that is shorter or longer than is allowed.
 */
export function checkedTtlMs(
  { ExpirationTTL: ttl }: AclTokenRequest,
  { tokenMinTtlMs: min, tokenMaxTtlMs: max }: AclSettings,
): number | undefined {
  if (ttl === undefined || ttl === null || ttl === '' || ttl === 0) return undefined;
  const ttlMs = typeof ttl === 'number' ? msOfNs(ttl) : parseDurationMs(ttl);
  if (ttlMs === undefined) {
    throw invalid([`invalid expiration TTL ${JSON.stringify(ttl)}: write it as in "8h"`]);
  }
  if (ttlMs === 0) return undefined;
  const was = `(was ${goDuration(ttlMs)})`;
  if (ttlMs < min) {
    const text = `expiration time cannot be less than ${goDuration(min)} in the future ${was}`;
    throw invalid([text]);
  }
  if (ttlMs > max) {
    const text = `expiration time cannot be more than ${goDuration(max)} in the future ${was}`;
    throw invalid([text]);
  }
  return Math.ceil(ttlMs);
}

/**
 * What a token is asked to be of which the accessor and the secret were made elsewhere; undefined when it is none of these.
 *
 * @throws SteppeError `REQUEST_INVALID` when another token has the secret: it would be theirs, too.
 */
export function uploadedIdentity(
  { AccessorID, SecretID, Type }: AclTokenRequest,
  { index }: State,
): TokenIdentity | undefined {
  if (!AccessorID || !SecretID || !isUuid(SecretID) || Type !== 'client') return undefined;
  if (index.aclTokensByHash.has(hashSecret(SecretID))) {
    throw invalid(['the secret ID is in use']);
  }
  return { accessorId: AccessorID, secret: SecretID };
}

/** @throws SteppeError `REQUEST_INVALID` when the time for which a token is valid is to change. */
export function checkSameExpiry(
  request: AclTokenRequest,
  before: AclToken,
  acl: AclSettings,
): void {
  const { createdAtMs, expiresAtMs } = before;
  const ttlMs = expiresAtMs === undefined ? undefined : expiresAtMs - createdAtMs;
  const wantedMs = checkedTtlMs(request, acl);
  if (wantedMs !== undefined && wantedMs !== ttlMs) throw invalid(['cannot update expiration TTL']);
  const { ExpirationTime: time } = request;
  if (time && Date.parse(time) !== expiresAtMs) throw invalid(['cannot update expiration time']);
}

function invalid(faults: readonly string[]): SteppeError {
  return new SteppeError('REQUEST_INVALID', `token 0 invalid: ${multiError(faults)}`);
}
