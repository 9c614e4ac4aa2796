import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { Paint } from '../terminal.ts';
import type { AuthMethod, AuthMethodStub } from '../wire/auth-method.ts';

export function authMethodTable(methods: readonly AuthMethodStub[]): string {
  const rows = methods.map(({ Name, Type, Default }) => [Name, Type, String(Default)]);
  return table([['Name', 'Type', 'Default'], ...rows]);
}

export function authMethodBlock(method: AuthMethod, options: { bold: Paint }): string {
  const about = keyValues([
    ['Name', method.Name],
    ['Type', method.Type],
    ['Locality', method.TokenLocality],
    ['Max Token TTL', method.MaxTokenTTL],
    ['Token Name Format', method.TokenNameFormat],
    ['Default', String(method.Default)],
    ['Create Index', String(method.CreateIndex)],
    ['Modify Index', String(method.ModifyIndex)],
  ]);
  const config = method.Config ?? {};
  const rows = SETTINGS.map(({ title, name, empty = '' }) => {
    return [title, textOf(config[name]) || empty] as const;
  });
  return `${about}\n\n${titled('Auth Method Config', `\n${keyValues(rows)}`, options)}`;
}

interface Setting {
  readonly title: string;
  readonly name: string;
  /** What is shown when the method does not set it. */
  readonly empty?: string;
}

/** In Nomad's order and words. */
const SETTINGS: readonly Setting[] = [
  { title: 'JWT Validation Public Keys', name: 'JWTValidationPubKeys' },
  { title: 'JWKS URL', name: 'JWKSURL' },
  { title: 'OIDC Discovery URL', name: 'OIDCDiscoveryURL' },
  { title: 'OIDC Client ID', name: 'OIDCClientID' },
  { title: 'OIDC Client Secret', name: 'OIDCClientSecret' },
  { title: 'OIDC Enable PKCE', name: 'OIDCEnablePKCE', empty: 'false' },
  { title: 'OIDC Disable UserInfo', name: 'OIDCDisableUserInfo', empty: 'false' },
  { title: 'OIDC Scopes', name: 'OIDCScopes' },
  { title: 'Bound audiences', name: 'BoundAudiences' },
  { title: 'Bound issuer', name: 'BoundIssuer' },
  { title: 'Allowed redirects URIs', name: 'AllowedRedirectURIs' },
  { title: 'Discovery CA pem', name: 'DiscoveryCaPem' },
  { title: 'JWKS CA cert', name: 'JWKSCACert' },
  { title: 'Signing algorithms', name: 'SigningAlgs' },
  { title: 'Expiration Leeway', name: 'ExpirationLeeway', empty: '0s' },
  { title: 'NotBefore Leeway', name: 'NotBeforeLeeway', empty: '0s' },
  { title: 'ClockSkew Leeway', name: 'ClockSkewLeeway', empty: '0s' },
  { title: 'Claim mappings', name: 'ClaimMappings' },
  { title: 'List claim mappings', name: 'ListClaimMappings' },
];

const NANOS_PER_SECOND = 1e9;

/** Lists by commas, maps as `{sub: user}`; durations come as nanoseconds, or as Go writes them. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, to]) => `${key}: ${to}`);
    return pairs.length === 0 ? '' : `{${pairs.join('; ')}}`;
  }
  if (typeof value === 'number') return `${value / NANOS_PER_SECOND}s`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
