import { z } from 'zod';
import { DurationMs, type EpochMs, Name, type Seq, StringMap } from '../primitives.ts';
import { Sealed } from '../variable/variable.ts';

/** How Steppe proves to a provider who it is, in place of a secret that it sends. */
export const ClientAssertion = z.object({
  /** Whose key signs: the active root key, the client's secret, or a key of the operator. */
  keySource: z.enum(['nomad', 'client_secret', 'private_key']),
  /** The operator's key, PEM, and its name at the provider. */
  privateKey: Sealed.optional(),
  keyId: z.string(),
  algorithm: z.string(),
  audience: z.array(z.string()),
  extraHeaders: StringMap,
});
export type ClientAssertion = z.infer<typeof ClientAssertion>;

/** Whose word counts for who someone is. Which fields count depends on the method's type. */
export const AuthMethodConfig = z.object({
  /** PEM. Of these three, a JWT method has one. */
  jwtPublicKeys: z.array(z.string()),
  jwksUrl: z.string(),
  discoveryUrl: z.string(),
  /** PEM: who may vouch for the server behind the URL, in place of the system's authorities. */
  jwksCaPem: z.string(),
  discoveryCaPems: z.array(z.string()),

  clientId: z.string(),
  clientSecret: Sealed.optional(),
  assertion: ClientAssertion.optional(),
  pkce: z.boolean(),
  skipsUserInfo: z.boolean(),
  scopes: z.array(z.string()),
  allowedRedirectUris: z.array(z.string()),

  boundAudiences: z.array(z.string()),
  boundIssuers: z.array(z.string()),
  /** e.g. `RS256`; none: the default of the type. */
  signingAlgorithms: z.array(z.string()),
  /** How much later than it says a token still counts; absent: the default. */
  expirationLeewayMs: z.number().optional(),
  notBeforeLeewayMs: z.number().optional(),
  clockSkewLeewayMs: z.number().optional(),
  /** By which name rules know the claim of a token: `{ "/groups/primary": "team" }`. */
  claimMappings: StringMap,
  listClaimMappings: StringMap,
  verbose: z.boolean(),
});
export type AuthMethodConfig = z.infer<typeof AuthMethodConfig>;

/** A way to get a token: by showing one of somebody else. */
export const AuthMethod = z.object({
  name: Name,
  type: z.enum(['JWT', 'OIDC']),
  tokenLocality: z.enum(['local', 'global']),
  /** e.g. `${auth_method_name}-${value.user}`. */
  tokenNameFormat: z.string(),
  maxTokenTtlMs: DurationMs,
  /** The one that counts for who names none. */
  isDefault: z.boolean(),
  config: AuthMethodConfig,
});
export type AuthMethod = z.infer<typeof AuthMethod>;

/** What those may who log in by a method. */
export const BindingRule = z.object({
  id: Name,
  description: z.string(),
  authMethod: Name,
  /** A filter over `value` and `list`; empty: everyone. */
  selector: z.string(),
  bindType: z.enum(['role', 'policy', 'management']),
  /** Of the role or policy, e.g. `${value.team}-developers`; empty for `management`. */
  bindName: z.string(),
});
export type BindingRule = z.infer<typeof BindingRule>;

interface Placed {
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
}

export interface AuthMethodRow extends Placed {
  readonly authMethod: AuthMethod;
}

export interface BindingRuleRow extends Placed {
  readonly rule: BindingRule;
}

export const DEFAULT_TOKEN_NAME_FORMAT = '${auth_method_type}-${auth_method_name}';
