import { assertNever } from '../assert.ts';
import type { AclToken } from '../acl/acl.ts';
import type { AclEvent } from '../events/acl-events.ts';
import { isAuthEvent } from '../events/auth-events.ts';
import { foldAuthEvent } from './fold-auth.ts';
import type { FoldContext } from './fold-context.ts';
import type { State } from './tables.ts';

/** Who may do what. */
export function foldAclEvent(state: State, event: AclEvent, context: FoldContext): void {
  if (isAuthEvent(event)) return foldAuthEvent(state, event, context);
  const { seq } = context;
  switch (event.type) {
    case 'AclBootstrapped':
      state.aclBootstrapSeq = seq;
      return putToken(state, event.token, context);
    case 'AclPolicyApplied': {
      const { policy } = event;
      const createSeq = state.aclPolicies.get(policy.name)?.createSeq ?? seq;
      state.aclPolicies.set(policy.name, { policy, createSeq, modifySeq: seq });
      state.tableSeq.aclPolicies = seq;
      return;
    }
    case 'AclPolicyDeleted':
      if (state.aclPolicies.delete(event.name)) state.tableSeq.aclPolicies = seq;
      return;
    case 'AclRoleApplied': {
      const { role } = event;
      const createSeq = state.aclRoles.get(role.id)?.createSeq ?? seq;
      state.aclRoles.set(role.id, { role, createSeq, modifySeq: seq });
      state.tableSeq.aclRoles = seq;
      return;
    }
    case 'AclRoleDeleted':
      if (state.aclRoles.delete(event.id)) state.tableSeq.aclRoles = seq;
      return;
    case 'AclTokenApplied':
      return putToken(state, event.token, context);
    case 'AclTokenDeleted':
      return removeToken(state, event.accessorId, context);
    case 'OneTimeTokenCreated': {
      const { secretHash, accessorId, expiresAtMs } = event;
      forgetExpiredOneTimeTokens(state, context);
      state.oneTimeTokens.set(secretHash, { secretHash, accessorId, expiresAtMs });
      return;
    }
    case 'OneTimeTokenExchanged':
      state.oneTimeTokens.delete(event.secretHash);
      return;
    default:
      return assertNever(event);
  }
}

function putToken(state: State, token: AclToken, { seq }: FoldContext): void {
  const before = state.aclTokens.get(token.accessorId);
  if (before) state.index.aclTokensByHash.delete(before.token.secretHash);
  const createSeq = before?.createSeq ?? seq;
  state.aclTokens.set(token.accessorId, { token, createSeq, modifySeq: seq });
  state.index.aclTokensByHash.set(token.secretHash, token.accessorId);
  state.tableSeq.aclTokens = seq;
}

function removeToken(state: State, accessorId: string, { seq }: FoldContext): void {
  const before = state.aclTokens.get(accessorId);
  if (!before) return;
  state.aclTokens.delete(accessorId);
  state.index.aclTokensByHash.delete(before.token.secretHash);
  state.tableSeq.aclTokens = seq;
}

function forgetExpiredOneTimeTokens({ oneTimeTokens }: State, { atMs }: FoldContext): void {
  for (const [hash, { expiresAtMs }] of oneTimeTokens) {
    if (expiresAtMs <= atMs) oneTimeTokens.delete(hash);
  }
}
