import { z } from 'zod';
import type { AuthMethodConfig, ClientAssertion } from '@steppe/domain';
import { nullIfEmpty, nullIfNoKeys } from '../wire/empty.ts';
import { goDuration } from '../wire/go-duration.ts';
import { DurationNsOrText, nanosOf } from '../wire/go-duration-ns.ts';
import { msOfNs } from '../wire/time.ts';
import { Flag, Text, TextList, TextMap } from '../wire/values.ts';

/** Stands where a secret is. Posted back, it leaves the secret as it is. */
export const REDACTED = 'redacted';

const WireClientAssertion = z.object({
  KeySource: Text,
  Audience: TextList,
  KeyAlgorithm: Text,
  ExtraHeaders: TextMap,
  PrivateKey: z.object({ PemKey: Text, PemKeyFile: Text, KeyID: Text }).nullish(),
});

/** The `Config` of an auth method as it is posted, and shown. */
export const WireAuthConfig = z
  .object({
    JWTValidationPubKeys: TextList,
    JWKSURL: Text,
    JWKSCACert: Text,
    OIDCDiscoveryURL: Text,
    DiscoveryCaPem: TextList,
    OIDCClientID: Text,
    OIDCClientSecret: Text,
    OIDCClientAssertion: WireClientAssertion.nullish(),
    OIDCEnablePKCE: Flag,
    OIDCDisableUserInfo: Flag,
    OIDCScopes: TextList,
    AllowedRedirectURIs: TextList,
    BoundAudiences: TextList,
    BoundIssuer: TextList,
    SigningAlgs: TextList,
    ExpirationLeeway: DurationNsOrText,
    NotBeforeLeeway: DurationNsOrText,
    ClockSkewLeeway: DurationNsOrText,
    ClaimMappings: TextMap,
    ListClaimMappings: TextMap,
    VerboseLogging: Flag,
  })
  .meta({ id: 'ACLAuthMethodConfig' });
export type WireAuthConfig = z.infer<typeof WireAuthConfig>;

const KEY_SOURCES: readonly string[] = ['nomad', 'client_secret', 'private_key'];

/** What is wrong with it for a type of method, in Nomad's words where it says so too. */
export function authConfigFaults(type: string, config: WireAuthConfig): string[] {
  const faults: string[] = [];
  if (type === 'JWT') {
    const hasKeys = (config.JWTValidationPubKeys ?? []).length > 0;
    if (!hasKeys && !config.JWKSURL && !config.OIDCDiscoveryURL) {
      faults.push(
        'JWT auth method requires either OIDCDiscoveryURL, or JWKS URL, or JWTValidationPubKeys set',
      );
    }
  }
  if (type === 'OIDC') {
    if (!config.OIDCDiscoveryURL) faults.push('missing OIDCDiscoveryURL');
    if (!config.OIDCClientID) faults.push('missing OIDCClientID');
    if (config.OIDCClientAssertion) faults.push(...assertionFaults(config));
  }
  return faults;
}

function assertionFaults({ OIDCClientAssertion, OIDCClientSecret }: WireAuthConfig): string[] {
  const { KeySource, PrivateKey } = OIDCClientAssertion ?? {};
  if (!KEY_SOURCES.includes(KeySource ?? '')) {
    return [`invalid client assertion key source '${KeySource ?? ''}': ${KEY_SOURCES.join(', ')}`];
  }
  if (PrivateKey?.PemKeyFile) {
    return ['PemKeyFile is not read, since servers do not share files: give the key as PemKey'];
  }
  if (KeySource === 'private_key' && !PrivateKey?.PemKey) return ['missing PrivateKey.PemKey'];
  if (KeySource === 'client_secret' && !OIDCClientSecret) return ['missing OIDCClientSecret'];
  return [];
}

/** Without its secrets, which {@link authSecretsOf} gives. */
export function authConfigFromWire(wire: WireAuthConfig): AuthMethodConfig {
  return {
    jwtPublicKeys: wire.JWTValidationPubKeys ?? [],
    jwksUrl: wire.JWKSURL ?? '',
    discoveryUrl: wire.OIDCDiscoveryURL ?? '',
    jwksCaPem: wire.JWKSCACert ?? '',
    discoveryCaPems: wire.DiscoveryCaPem ?? [],
    clientId: wire.OIDCClientID ?? '',
    assertion: wire.OIDCClientAssertion ? assertionFromWire(wire) : undefined,
    pkce: wire.OIDCEnablePKCE ?? false,
    skipsUserInfo: wire.OIDCDisableUserInfo ?? false,
    scopes: wire.OIDCScopes ?? [],
    allowedRedirectUris: wire.AllowedRedirectURIs ?? [],
    boundAudiences: wire.BoundAudiences ?? [],
    boundIssuers: wire.BoundIssuer ?? [],
    signingAlgorithms: wire.SigningAlgs ?? [],
    expirationLeewayMs: leewayMs(wire.ExpirationLeeway),
    notBeforeLeewayMs: leewayMs(wire.NotBeforeLeeway),
    clockSkewLeewayMs: leewayMs(wire.ClockSkewLeeway),
    claimMappings: wire.ClaimMappings ?? {},
    listClaimMappings: wire.ListClaimMappings ?? {},
    verbose: wire.VerboseLogging ?? false,
  };
}

/** The secrets among what was posted; {@link REDACTED} for one that is to stay. */
export function authSecretsOf(wire: WireAuthConfig): { clientSecret: string; privateKey: string } {
  return {
    clientSecret: wire.OIDCClientSecret ?? '',
    privateKey: wire.OIDCClientAssertion?.PrivateKey?.PemKey ?? '',
  };
}

function assertionFromWire({
  OIDCClientAssertion: wire,
  OIDCDiscoveryURL,
}: WireAuthConfig): ClientAssertion {
  const keySource = wire?.KeySource;
  const audience = wire?.Audience ?? [];
  const isShared = keySource === 'client_secret';
  return {
    keySource: keySource === 'client_secret' || keySource === 'private_key' ? keySource : 'nomad',
    keyId: wire?.PrivateKey?.KeyID ?? '',
    algorithm: wire?.KeyAlgorithm || (isShared ? 'HS256' : 'RS256'),
    audience: audience.length > 0 ? audience : [OIDCDiscoveryURL ?? ''],
    extraHeaders: wire?.ExtraHeaders ?? {},
  };
}

export function authConfigToWire(config: AuthMethodConfig): WireAuthConfig {
  const { assertion } = config;
  return {
    ExpirationLeeway: leewayText(config.expirationLeewayMs),
    NotBeforeLeeway: leewayText(config.notBeforeLeewayMs),
    ClockSkewLeeway: leewayText(config.clockSkewLeewayMs),
    JWTValidationPubKeys: nullIfEmpty(config.jwtPublicKeys),
    JWKSURL: config.jwksUrl,
    OIDCDiscoveryURL: config.discoveryUrl,
    OIDCClientID: config.clientId,
    OIDCClientSecret: config.clientSecret ? REDACTED : '',
    OIDCClientAssertion: assertion
      ? {
          KeySource: assertion.keySource,
          Audience: assertion.audience,
          PrivateKey: assertion.privateKey
            ? { PemKey: REDACTED, PemKeyFile: '', KeyID: assertion.keyId }
            : null,
          ExtraHeaders: nullIfNoKeys(assertion.extraHeaders),
          KeyAlgorithm: assertion.algorithm,
        }
      : null,
    OIDCEnablePKCE: config.pkce,
    OIDCDisableUserInfo: config.skipsUserInfo,
    OIDCScopes: nullIfEmpty(config.scopes),
    BoundAudiences: nullIfEmpty(config.boundAudiences),
    BoundIssuer: nullIfEmpty(config.boundIssuers),
    AllowedRedirectURIs: nullIfEmpty(config.allowedRedirectUris),
    DiscoveryCaPem: nullIfEmpty(config.discoveryCaPems),
    JWKSCACert: config.jwksCaPem,
    SigningAlgs: nullIfEmpty(config.signingAlgorithms),
    ClaimMappings: nullIfNoKeys(config.claimMappings),
    ListClaimMappings: nullIfNoKeys(config.listClaimMappings),
    VerboseLogging: config.verbose,
  };
}

/** Zero and nothing mean the default; less than zero means none. */
function leewayMs(value: z.infer<typeof DurationNsOrText>): number | undefined {
  const ms = msOfNs(nanosOf(value ?? 0));
  return ms === 0 ? undefined : ms;
}

function leewayText(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 0 ? `-${goDuration(-ms)}` : goDuration(ms);
}
