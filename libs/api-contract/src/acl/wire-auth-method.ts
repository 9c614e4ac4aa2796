import { z } from 'zod';
import {
  type AuthMethod,
  type AuthMethodRow,
  DEFAULT_TOKEN_NAME_FORMAT,
  nameTemplateFault,
} from '@steppe/domain';
import { multiError } from '../job/validate/multi-error.ts';
import { contentHash } from '../wire/content-hash.ts';
import { goDuration } from '../wire/go-duration.ts';
import { DurationNsOrText, nanosOf } from '../wire/go-duration-ns.ts';
import { msOfNs, timestampOf } from '../wire/time.ts';
import { Flag, Index, Text, Timestamp } from '../wire/values.ts';
import {
  authConfigFaults,
  authConfigFromWire,
  authConfigToWire,
  WireAuthConfig,
} from './wire-auth-config.ts';

/** An auth method as it is posted. */
export const AuthMethodRequest = z
  .object({
    Name: Text,
    Type: Text,
    TokenLocality: Text,
    TokenNameFormat: Text,
    MaxTokenTTL: DurationNsOrText,
    Default: Flag,
    Config: WireAuthConfig.nullish(),
  })
  .meta({ id: 'ACLAuthMethodRequest' });
export type AuthMethodRequest = z.infer<typeof AuthMethodRequest>;

/** An auth method in a list. */
export const AuthMethodStub = z
  .object({
    Name: z.string(),
    Type: z.string(),
    Default: z.boolean(),
    Hash: z.string().nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ACLAuthMethodStub' });
export type AuthMethodStub = z.infer<typeof AuthMethodStub>;

export const WireAuthMethod = z
  .object({
    MaxTokenTTL: z.string(),
    ...AuthMethodStub.shape,
    TokenLocality: z.string(),
    TokenNameFormat: z.string(),
    Config: WireAuthConfig,
    CreateTime: Timestamp,
    ModifyTime: Timestamp,
  })
  .meta({ id: 'ACLAuthMethod' });
export type WireAuthMethod = z.infer<typeof WireAuthMethod>;

/** What a request leaves out stays as it is; whether the method is the default does not. */
export function mergedAuthMethod(
  request: AuthMethodRequest,
  before: AuthMethodRow | undefined,
): AuthMethodRequest {
  if (!before) return request;
  const known = authMethodToWire(before);
  return {
    Name: request.Name,
    Type: request.Type || known.Type,
    TokenLocality: request.TokenLocality || known.TokenLocality,
    TokenNameFormat: request.TokenNameFormat || known.TokenNameFormat,
    MaxTokenTTL: request.MaxTokenTTL || known.MaxTokenTTL,
    Default: request.Default,
    Config: request.Config ?? known.Config,
  };
}

const NAME = /^[a-zA-Z0-9-]{1,128}$/;

/** What is wrong with an auth method, in Nomad's words. */
export function authMethodFaults(
  request: AuthMethodRequest,
  { minTtlMs, maxTtlMs }: { minTtlMs: number; maxTtlMs: number },
): string[] {
  const { Name, Type, TokenLocality, TokenNameFormat, Config } = request;
  const faults: string[] = [];
  if (!NAME.test(Name ?? '')) faults.push(`invalid name '${Name ?? ''}'`);
  if (TokenLocality !== 'local' && TokenLocality !== 'global') {
    faults.push(`invalid token locality '${TokenLocality ?? ''}'`);
  }
  if (Type !== 'JWT' && Type !== 'OIDC') faults.push(`invalid token type '${Type ?? ''}'`);
  const templateFault = nameTemplateFault(TokenNameFormat ?? '');
  if (templateFault) faults.push(`invalid token name format: ${templateFault}`);
  const configFaults = Config
    ? authConfigFaults(Type ?? '', Config)
    : ['missing auth method Config'];
  if (configFaults.length === 1) faults.push(`invalid config: ${configFaults.join('')}`);
  if (configFaults.length > 1) faults.push(`invalid config: ${multiError(configFaults)}`);
  const ttlMs = ttlMsOf(request);
  if (ttlMs < minTtlMs || ttlMs > maxTtlMs) {
    const range = `${goDuration(minTtlMs)} and ${goDuration(maxTtlMs)}`;
    faults.push(`invalid MaxTokenTTL value '${goDuration(ttlMs)}' (should be between ${range})`);
  }
  return faults;
}

/** Of a request without faults; its secrets are left out. */
export function authMethodFromWire(wire: AuthMethodRequest): AuthMethod {
  return {
    name: wire.Name ?? '',
    type: wire.Type === 'OIDC' ? 'OIDC' : 'JWT',
    tokenLocality: wire.TokenLocality === 'global' ? 'global' : 'local',
    tokenNameFormat: wire.TokenNameFormat || DEFAULT_TOKEN_NAME_FORMAT,
    maxTokenTtlMs: ttlMsOf(wire),
    isDefault: wire.Default ?? false,
    config: authConfigFromWire(wire.Config ?? {}),
  };
}

function ttlMsOf({ MaxTokenTTL }: AuthMethodRequest): number {
  return msOfNs(nanosOf(MaxTokenTTL ?? 0));
}

export function authMethodStub({
  authMethod,
  createSeq,
  modifySeq,
}: AuthMethodRow): AuthMethodStub {
  return {
    Name: authMethod.name,
    Type: authMethod.type,
    Default: authMethod.isDefault,
    Hash: contentHash([JSON.stringify(authMethod)]),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}

export function authMethodToWire(row: AuthMethodRow): WireAuthMethod {
  const { authMethod, createdAtMs, modifiedAtMs } = row;
  return {
    MaxTokenTTL: goDuration(authMethod.maxTokenTtlMs),
    ...authMethodStub(row),
    TokenLocality: authMethod.tokenLocality,
    TokenNameFormat: authMethod.tokenNameFormat,
    Config: authConfigToWire(authMethod.config),
    CreateTime: timestampOf(createdAtMs),
    ModifyTime: timestampOf(modifiedAtMs),
  };
}
