import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { OidcProvider } from '../testing/oidc-provider.ts';
import { NOW_MS } from '../testing/test-api.ts';

const NOW_S = NOW_MS / 1000;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let otherKeys: Awaited<ReturnType<typeof generateKeyPair>>;
let ecKeys: Awaited<ReturnType<typeof generateKeyPair>>;
let api: ControlledApi;
let nowMs = NOW_MS;

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  otherKeys = await generateKeyPair('RS256');
  ecKeys = await generateKeyPair('ES256');
});
beforeEach(async () => {
  nowMs = NOW_MS;
  api = await openControlledApi({ clock: () => nowMs });
  await manage('/v1/acl/policy/deploy', { Name: 'deploy', Rules: 'node { policy = "read" }' });
  await manage('/v1/acl/role', { Name: 'ops-role', Policies: [{ Name: 'deploy' }] });
});
afterEach(() => api.close());

const manage = async (url: string, body: object) => {
  const answer = await api.ask(api.management, 'POST', url, body);
  if (answer.statusCode !== 200) throw new Error(answer.body);
};
const bind = (rule: object) => manage('/v1/acl/binding-rule', { AuthMethod: 'ci', ...rule });

/** An auth method that takes tokens signed with the key pair of this test. */
async function trustKeys(config: object = {}, method: object = {}): Promise<void> {
  await manage('/v1/acl/auth-method', {
    Name: 'ci',
    Type: 'JWT',
    TokenLocality: 'local',
    MaxTokenTTL: '1h',
    ...method,
    Config: {
      JWTValidationPubKeys: [await exportSPKI(ecKeys.publicKey), await exportSPKI(keys.publicKey)],
      ...config,
    },
  });
}

const CLAIMS = { iss: 'forge', aud: ['steppe', 'x'], iat: NOW_S, exp: NOW_S + 600 };

const signed = (claims: object, { alg = 'RS256', key = keys.privateKey } = {}) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(key);

const login = (LoginToken: string) =>
  api.ask('', 'POST', '/v1/acl/login', { AuthMethodName: 'ci', LoginToken });

describe('a token that holds', () => {
  test('gives one of the policies and roles that rules bind to what it says', async () => {
    const config = {
      BoundAudiences: ['steppe'],
      BoundIssuer: ['forge'],
      ClaimMappings: { user: 'user', '/org/team': 'team' },
      ListClaimMappings: { groups: 'groups' },
    };
    const TokenNameFormat = '${auth_method_name}-${value.user}';
    await trustKeys(config, { TokenNameFormat, TokenLocality: 'global' });
    await bind({ BindType: 'policy', BindName: 'deploy', Selector: '"eng" in list.groups' });
    await bind({ BindType: 'policy', BindName: 'nowhere', Selector: 'value.user == "bob"' });
    await bind({ BindType: 'policy', BindName: 'no-such-policy' });
    await bind({ BindType: 'role', BindName: '${value.team}-role', Selector: 'value.team == ops' });
    const claims = { ...CLAIMS, user: 'ann', org: { team: 'ops' }, groups: ['eng', 'qa'] };
    const answer = await login(await signed(claims));
    expect(answer.json()).toMatchObject({
      ExpirationTTL: '1h0m0s',
      ExpirationTime: '2026-11-22T19:00:00Z',
      Name: 'ci-ann',
      Type: 'client',
      Policies: ['deploy'],
      Roles: [{ Name: 'ops-role' }],
      Global: true,
      SecretID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const { SecretID } = answer.json();
    expect((await api.ask(SecretID, 'GET', '/v1/nodes')).statusCode).toBe(200);
    expect((await api.ask(SecretID, 'GET', '/v1/jobs')).statusCode).toBe(403);
    nowMs += 3_600_000;
    const late = await api.ask(SecretID, 'GET', '/v1/nodes');
    expect([late.statusCode, late.body]).toEqual([403, 'ACL token expired']);
  });

  test('gives a management token by a rule for management', async () => {
    await trustKeys({ ClaimMappings: { user: 'user' } });
    await bind({ BindType: 'policy', BindName: 'deploy' });
    await bind({ BindType: 'management', Selector: 'value.user == "root"' });
    const root = await login(await signed({ ...CLAIMS, user: 'root' }));
    expect(root.json()).toMatchObject({ Type: 'management', Policies: null, Name: 'JWT-ci' });
    const other = await login(await signed({ ...CLAIMS, user: 'ann' }));
    expect(other.json()).toMatchObject({ Type: 'client', Policies: ['deploy'] });
  });

  test('may be signed otherwise where the method says so', async () => {
    await trustKeys({ SigningAlgs: ['ES256'] });
    await bind({ BindType: 'policy', BindName: 'deploy' });
    const token = await signed(CLAIMS, { alg: 'ES256', key: ecKeys.privateKey });
    expect((await login(token)).statusCode).toBe(200);
    expect((await login(await signed(CLAIMS))).statusCode).toBe(401);
  });

  test('gives nothing when no rule selects it', async () => {
    await trustKeys({ ClaimMappings: { user: 'user' } });
    await bind({ BindType: 'policy', BindName: 'deploy', Selector: 'value.user == "bob"' });
    await bind({ BindType: 'policy', BindName: 'deploy', Selector: 'nothing.user == "ann"' });
    await bind({ BindType: 'policy', BindName: 'no-such-policy' });
    const answer = await login(await signed({ ...CLAIMS, user: 'ann' }));
    expect([answer.statusCode, answer.body]).toEqual([400, 'no role or policy bindings matched']);
  });

  test.each([
    [{ user: {} }, "error converting claim 'user' to string: it is {}"],
    [{ user: 'ann', groups: ['eng', {}] }, "error converting claim 'groups' to string: it is {}"],
    [{}, 'cannot compute "role" bind name for bind target: unknown variable accessed: value.user'],
  ])('is refused with the claims %o', async (claims, text) => {
    await trustKeys({ ClaimMappings: { user: 'user' }, ListClaimMappings: { groups: 'groups' } });
    await bind({ BindType: 'role', BindName: '${value.user}' });
    const answer = await login(await signed({ ...CLAIMS, ...claims }));
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
  });
});

test.each([
  {
    title: 'by another key',
    token: () => signed(CLAIMS, { key: otherKeys.privateKey }),
    text: 'signature verification failed',
  },
  {
    title: 'by another algorithm',
    token: () => signed(CLAIMS, { alg: 'ES256', key: ecKeys.privateKey }),
    text: '"alg" (Algorithm) Header Parameter value not allowed',
  },
  { title: 'by nobody', token: async () => 'x', text: 'Invalid Compact JWS' },
  {
    title: 'for somebody else',
    token: () => signed({ ...CLAIMS, aud: 'other' }),
    text: 'invalid audience (aud) claim',
  },
  {
    title: 'by another issuer',
    token: () => signed({ ...CLAIMS, iss: 'evil' }),
    text: 'invalid JWT issuer: evil',
  },
  {
    title: 'without an issuer',
    token: () => signed({ ...CLAIMS, iss: undefined }),
    text: 'the provided token does not contain issuer information',
  },
  {
    title: 'long ago',
    token: () => signed({ ...CLAIMS, exp: NOW_S - 100 }),
    text: 'token is expired',
  },
])('a token signed $title is refused', async ({ token, text }) => {
  await trustKeys({ BoundAudiences: ['steppe'], BoundIssuer: ['forge'] });
  await bind({ BindType: 'management' });
  const answer = await login(await token());
  expect([answer.statusCode, answer.body]).toEqual([401, expect.stringContaining(text)]);
  expect(answer.body).toMatch(/^unable to validate provided token: /);
});

describe('keys that a provider publishes', () => {
  let provider: OidcProvider;
  beforeAll(async () => {
    provider = await OidcProvider.open('steppe:secret');
  });
  afterAll(() => provider.close());

  test.each([
    ['by their URL', () => ({ JWKSURL: `${provider.url}/keys` })],
    ['by discovery', () => ({ OIDCDiscoveryURL: provider.url })],
  ])('are found %s', async (_title, config) => {
    await trustKeys({ JWTValidationPubKeys: null, ...config() });
    await bind({ BindType: 'management' });
    expect((await login(await provider.sign(CLAIMS))).statusCode).toBe(200);
    expect((await login(await signed(CLAIMS))).statusCode).toBe(401);
  });

  test.each([
    [{ JWKSURL: 'http://127.0.0.1:1/keys' }, 'the keys at http://127.0.0.1:1/keys cannot be had'],
    [
      { OIDCDiscoveryURL: 'http://127.0.0.1:1' },
      'unable to get validation keys from OIDC provider: http://127.0.0.1:1/.well-known/',
    ],
    [{ JWKSURL: 'no URL' }, '"no URL" is no URL of validation keys'],
    [{ JWTValidationPubKeys: ['no key'] }, 'unable to parse a validation key'],
    [
      { JWKSURL: 'http://127.0.0.1:1', SigningAlgs: ['HS256'] },
      'unsupported signing algorithm HS256',
    ],
  ])('that cannot be had refuse the login: %o', async (config, text) => {
    await trustKeys({ JWTValidationPubKeys: null, ...config });
    const answer = await login(await signed(CLAIMS));
    expect([answer.statusCode, answer.body]).toEqual([401, expect.stringContaining(text)]);
  });
});

test.each([
  [
    {},
    'invalid login request: 2 errors occurred:\n\t* missing auth method name\n\t* missing login token',
  ],
  [{ AuthMethodName: 'nope', LoginToken: 'x' }, 'auth-method "nope" not found'],
])('a login with %o is refused', async (body, text) => {
  const answer = await api.ask('', 'POST', '/v1/acl/login', body);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
});
