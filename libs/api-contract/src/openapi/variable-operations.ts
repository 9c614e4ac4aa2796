import { z } from 'zod';
import {
  VariableRequest,
  VariableStub,
  WireRootKey,
  WireVariable,
} from '../variable/wire-variable.ts';
import type { Operation } from './operation.ts';

const CAS = { cas: 'Only at this `ModifyIndex`; 0: only when there is none' };

const LOCK = {
  'lock-acquire': 'Acquire its lock, and write it',
  'lock-renew': 'Hold its lock on',
  'lock-release': 'Release its lock',
};

/** Variables, and the keys that encrypt them. */
export const VARIABLE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/vars',
    tag: 'variables',
    summary: 'List variables without what they hold',
    isBlocking: true,
    isPaged: true,
    query: { prefix: 'Only paths that begin so', namespace: 'Default `default`, `*` for all' },
    answer: z.array(VariableStub),
  },
  {
    method: 'get',
    path: '/v1/var/:path',
    tag: 'variables',
    summary: 'Read a variable',
    isBlocking: true,
    answer: WireVariable,
  },
  {
    method: 'post',
    path: '/v1/var/:path',
    tag: 'variables',
    summary: 'Write a variable, or change its lock',
    query: { ...CAS, ...LOCK },
    body: VariableRequest,
    answer: WireVariable,
  },
  {
    method: 'delete',
    path: '/v1/var/:path',
    tag: 'variables',
    summary: 'Delete a variable',
    query: CAS,
    answer: z.null(),
  },
  {
    method: 'get',
    path: '/v1/operator/keyring/keys',
    tag: 'operator',
    summary: 'List root keys, of which nothing secret',
    isBlocking: true,
    answer: z.array(WireRootKey),
  },
  {
    method: 'post',
    path: '/v1/operator/keyring/rotate',
    tag: 'operator',
    summary: 'Make a new root key',
    query: {
      full: 'Encrypt every variable again, with the new key',
      publish_time: 'Use it only from this time on, in nanoseconds since 1970; show it at once',
    },
    answer: z.looseObject({}),
  },
  {
    method: 'delete',
    path: '/v1/operator/keyring/key/:keyId',
    tag: 'operator',
    summary: 'Remove a root key that is not in use',
    query: { force: 'Even when variables can then not be read any more' },
    answer: z.looseObject({}),
  },
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'identities',
    summary: 'The keys that check the identities of tasks',
    answer: z.object({ keys: z.array(z.looseObject({})) }),
  },
  {
    method: 'get',
    path: '/.well-known/openid-configuration',
    tag: 'identities',
    summary: 'Answers that there is no OIDC discovery',
    answer: z.looseObject({}),
  },
];
