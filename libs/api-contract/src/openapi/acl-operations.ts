import { z } from 'zod';
import { AuthMethodRequest, AuthMethodStub, WireAuthMethod } from '../acl/wire-auth-method.ts';
import { BindingRuleRequest, BindingRuleStub, WireBindingRule } from '../acl/wire-binding-rule.ts';
import {
  LoginRequest,
  OidcAuthUrlRequest,
  OidcAuthUrlResponse,
  OidcCompleteAuthRequest,
} from '../acl/wire-login.ts';
import { AclPolicyRequest, AclPolicyStub, WireAclPolicy } from '../acl/wire-policy.ts';
import { AclRoleRequest, WireAclRole } from '../acl/wire-role.ts';
import {
  AclBootstrapRequest,
  AclTokenRequest,
  AclTokenStub,
  OneTimeTokenExchangeRequest,
  WireAclToken,
} from '../acl/wire-token.ts';
import type { Operation } from './operation.ts';

const Anything = z.looseObject({});
const PREFIX = { prefix: 'Only those that begin so' };

/** Who may do what. */
export const ACL_OPERATIONS: readonly Operation[] = [
  write('/v1/acl/bootstrap', 'Make the first management token', AclBootstrapRequest, WireAclToken),
  { ...read('/v1/acl/policies', 'List policies', z.array(AclPolicyStub)), query: PREFIX },
  read('/v1/acl/policy/self', 'List the policies of the caller', z.array(AclPolicyStub)),
  read('/v1/acl/policy/:name', 'Read a policy', WireAclPolicy),
  write('/v1/acl/policy/:name', 'Make or change a policy', AclPolicyRequest, z.null()),
  remove('/v1/acl/policy/:name', 'Delete a policy'),
  {
    ...read('/v1/acl/tokens', 'List tokens, without their secrets', z.array(AclTokenStub)),
    isPaged: true,
    query: { ...PREFIX, global: 'Only global ones' },
  },
  write('/v1/acl/token', 'Make a token', AclTokenRequest, WireAclToken),
  read('/v1/acl/token/self', 'Read the token of the caller', WireAclToken),
  write('/v1/acl/token/onetime', 'Make a one-time token for the caller', undefined, Anything),
  write(
    '/v1/acl/token/onetime/exchange',
    'Exchange a one-time token',
    OneTimeTokenExchangeRequest,
    Anything,
  ),
  read('/v1/acl/token/:accessorId', 'Read a token', WireAclToken),
  write('/v1/acl/token/:accessorId', 'Change a token', AclTokenRequest, WireAclToken),
  remove('/v1/acl/token/:accessorId', 'Delete a token'),
  { ...read('/v1/acl/roles', 'List roles', z.array(WireAclRole)), query: PREFIX },
  write('/v1/acl/role', 'Make a role', AclRoleRequest, WireAclRole),
  read('/v1/acl/role/name/:name', 'Read a role by its name', WireAclRole),
  read('/v1/acl/role/:id', 'Read a role', WireAclRole),
  write('/v1/acl/role/:id', 'Change a role', AclRoleRequest, WireAclRole),
  remove('/v1/acl/role/:id', 'Delete a role'),
  { ...read('/v1/acl/auth-methods', 'List auth methods', z.array(AuthMethodStub)), query: PREFIX },
  write('/v1/acl/auth-method', 'Make an auth method', AuthMethodRequest, WireAuthMethod),
  read('/v1/acl/auth-method/:name', 'Read an auth method', WireAuthMethod),
  write('/v1/acl/auth-method/:name', 'Change an auth method', AuthMethodRequest, WireAuthMethod),
  remove('/v1/acl/auth-method/:name', 'Delete an auth method'),
  {
    ...read('/v1/acl/binding-rules', 'List binding rules', z.array(BindingRuleStub)),
    query: PREFIX,
  },
  write('/v1/acl/binding-rule', 'Make a binding rule', BindingRuleRequest, WireBindingRule),
  read('/v1/acl/binding-rule/:id', 'Read a binding rule', WireBindingRule),
  write('/v1/acl/binding-rule/:id', 'Change a binding rule', BindingRuleRequest, WireBindingRule),
  remove('/v1/acl/binding-rule/:id', 'Delete a binding rule'),
  write('/v1/acl/login', 'Get a token for a JWT', LoginRequest, WireAclToken),
  write(
    '/v1/acl/oidc/auth-url',
    'Begin to log in at an OIDC provider',
    OidcAuthUrlRequest,
    OidcAuthUrlResponse,
  ),
  write(
    '/v1/acl/oidc/complete-auth',
    'Get a token for what the provider sent',
    OidcCompleteAuthRequest,
    WireAclToken,
  ),
];

function read(path: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, tag: 'acl', summary, isBlocking: true, answer };
}

function write(
  path: string,
  summary: string,
  body: z.ZodType | undefined,
  answer: z.ZodType,
): Operation {
  const operation = { method: 'post', path, tag: 'acl', summary, answer } as const;
  return body ? { ...operation, body } : operation;
}

function remove(path: string, summary: string): Operation {
  return { method: 'delete', path, tag: 'acl', summary, answer: z.null() };
}
