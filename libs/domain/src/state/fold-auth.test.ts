import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { AuthMethod, BindingRule } from '../acl/auth-method.ts';
import type { DomainEvent } from '../events/domain-event.ts';
import { applyRecorded } from './fold.ts';
import { hashState } from './hash.ts';
import { emptyState, type State } from './tables.ts';

const method: AuthMethod = {
  name: 'ci',
  type: 'JWT',
  tokenLocality: 'local',
  tokenNameFormat: '${auth_method_name}',
  maxTokenTtlMs: 3_600_000,
  isDefault: false,
  config: {
    jwtPublicKeys: ['pem'],
    jwksUrl: '',
    discoveryUrl: '',
    jwksCaPem: '',
    discoveryCaPems: [],
    clientId: '',
    pkce: false,
    skipsUserInfo: false,
    scopes: [],
    allowedRedirectUris: [],
    boundAudiences: [],
    boundIssuers: [],
    signingAlgorithms: [],
    claimMappings: {},
    listClaimMappings: {},
    verbose: false,
  },
};
const rule: BindingRule = {
  id: 'r1',
  description: '',
  authMethod: 'ci',
  selector: '',
  bindType: 'policy',
  bindName: 'deploy',
};

const applied = (authMethod: AuthMethod): DomainEvent => ({
  type: 'AclAuthMethodApplied',
  v: 1,
  authMethod,
});
const ruled: DomainEvent = { type: 'AclBindingRuleApplied', v: 1, rule };

function after(...events: readonly DomainEvent[]): State {
  const state = emptyState();
  for (const [at, event] of events.entries()) {
    const commit = { v: 1 as const, atMs: 1000 * (at + 1), actor: 'test', events: [event] };
    applyRecorded(state, { seq: at + 1, subject: 'acl.auth-method.ci', commit });
  }
  return state;
}

const hashOf = (state: State): string => {
  const hash = createHash('sha256');
  return hashState(state, {
    update: (text) => void hash.update(text),
    hex: () => hash.digest('hex'),
  });
};

test('a method that changes keeps its index and the time at which it was made', () => {
  const changed = { ...method, maxTokenTtlMs: 60_000 };
  const state = after(applied(method), applied(changed));
  expect(state.aclAuthMethods.get('ci')).toEqual({
    authMethod: changed,
    createSeq: 1,
    modifySeq: 2,
    createdAtMs: 1000,
    modifiedAtMs: 2000,
  });
  expect(state.tableSeq.aclAuthMethods).toBe(2);
});

test('rules stay when their method goes, until they are deleted themselves', () => {
  const events = [
    applied(method),
    ruled,
    { type: 'AclAuthMethodDeleted', v: 1, name: 'ci' } as const,
  ];
  const state = after(...events);
  expect([...state.aclAuthMethods.keys(), ...state.aclBindingRules.keys()]).toEqual(['r1']);
  const empty = after(...events, { type: 'AclBindingRuleDeleted', v: 1, id: 'r1' });
  expect(empty.aclBindingRules.size).toBe(0);
});

test('both count for the hash of the state, which a replay finds again', () => {
  const once = hashOf(after(applied(method), ruled));
  expect(hashOf(after(applied(method), ruled))).toBe(once);
  const otherwise = applied({ ...method, isDefault: true });
  expect(hashOf(after(otherwise, ruled))).not.toBe(once);
});
