import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { OidcProvider } from '../testing/oidc-provider.ts';

const REDIRECT = 'http://localhost:4649/oidc/callback';
const LOGIN = { AuthMethodName: 'sso', RedirectURI: REDIRECT, ClientNonce: 'nonce-1' };

let api: ControlledApi;
let provider: OidcProvider;
let nowMs = 0;
beforeEach(async () => {
  nowMs = Date.now();
  api = await openControlledApi({ clock: () => nowMs });
  provider = await OidcProvider.open('steppe:s3cret');
});
afterEach(async () => {
  await api.close();
  await provider.close();
});

const manage = async (url: string, body: object) => {
  const answer = await api.ask(api.management, 'POST', url, body);
  if (answer.statusCode !== 200) throw new Error(answer.body);
};

async function trustProvider(config: object = {}): Promise<void> {
  await manage('/v1/acl/auth-method', {
    Name: 'sso',
    Type: 'OIDC',
    TokenLocality: 'local',
    TokenNameFormat: '${value.user}',
    MaxTokenTTL: '1h',
    Config: {
      OIDCDiscoveryURL: provider.url,
      OIDCClientID: 'steppe',
      OIDCClientSecret: 's3cret',
      OIDCScopes: ['groups'],
      AllowedRedirectURIs: [REDIRECT],
      ClaimMappings: { sub: 'user', team: 'team' },
      ...config,
    },
  });
  await manage('/v1/acl/policy/ops', { Name: 'ops', Rules: 'node { policy = "read" }' });
  const bound = { AuthMethod: 'sso', BindType: 'policy', BindName: '${value.team}' };
  await manage('/v1/acl/binding-rule', { ...bound, Selector: 'value.team == "ops"' });
}

const begin = (body: object = {}) =>
  api.ask('', 'POST', '/v1/acl/oidc/auth-url', { ...LOGIN, ...body });

const complete = (back: URL, body: object = {}) =>
  api.ask('', 'POST', '/v1/acl/oidc/complete-auth', {
    ...LOGIN,
    Code: back.searchParams.get('code'),
    State: back.searchParams.get('state'),
    ...body,
  });

const visited = async (): Promise<URL> => provider.visit((await begin()).json().AuthURL);

describe('a login', () => {
  beforeEach(() => {
    provider.person = { sub: 'ann' };
    provider.userInfo = { team: 'ops' };
  });

  test('leads to the page of the provider', async () => {
    await trustProvider({ OIDCEnablePKCE: true });
    const url = new URL((await begin()).json().AuthURL);
    expect(url.href).toContain(`${provider.url}/authorize?`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'steppe',
      response_type: 'code',
      scope: 'openid groups',
      redirect_uri: REDIRECT,
      nonce: 'nonce-1',
      code_challenge_method: 'S256',
    });
  });

  test.each([[true], [false]])('gives a token for who comes back; with PKCE: %s', async (pkce) => {
    await trustProvider({ OIDCEnablePKCE: pkce });
    const answer = await complete(await visited());
    expect(answer.json()).toMatchObject({ Name: 'ann', Policies: ['ops'], Global: false });
    expect(provider.form.has('code_verifier')).toBe(pkce);
    const { SecretID } = answer.json();
    expect((await api.ask(SecretID, 'GET', '/v1/nodes')).statusCode).toBe(200);
  });

  test('goes by the ID token alone where the user info is not to be asked', async () => {
    await trustProvider({ OIDCDisableUserInfo: true });
    const unbound = await complete(await visited());
    expect([unbound.statusCode, unbound.body]).toEqual([400, 'no role or policy bindings matched']);
    provider.person = { sub: 'ann', team: 'ops' };
    expect((await complete(await visited())).statusCode).toBe(200);
  });

  test.each([['nomad'], ['client_secret']])('shows a signed assertion by %s', async (KeySource) => {
    await trustProvider({ OIDCClientAssertion: { KeySource } });
    expect((await complete(await visited())).statusCode).toBe(200);
    expect(provider.authorization).toBe('');
    expect(provider.form.get('client_assertion_type')).toContain('jwt-bearer');
  });
});

describe('what comes back is refused', () => {
  beforeEach(async () => {
    provider.person = { sub: 'ann', team: 'ops' };
    await trustProvider({ OIDCEnablePKCE: true, BoundAudiences: ['steppe'] });
  });

  test('when it was used before', async () => {
    const back = await visited();
    expect((await complete(back)).statusCode).toBe(200);
    const again = await complete(back);
    expect([again.statusCode, again.body]).toEqual([
      401,
      expect.stringContaining('the OIDC provider does not vouch for the login'),
    ]);
  });

  test.each([
    ['with the nonce of another', { ClientNonce: 'nonce-2' }, 'it belongs to another login'],
    ['with a state that nobody made', { State: 'eyJ4IjoxfQ' }, 'it is none of ours'],
  ])('%s', async (_title, body, text) => {
    const answer = await complete(await visited(), body);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
  });

  test('when it comes late', async () => {
    const back = await visited();
    nowMs += 600_001;
    expect((await complete(back)).body).toContain('it has expired');
  });

  test.each([
    [{ nonce: 'another' }, 'nonce'],
    [{ aud: ['steppe', 'x'], azp: 'x' }, 'azp'],
    [{ iss: 'https://evil.example' }, 'iss'],
    [{ exp: 1 }, 'exp'],
  ])('with an ID token that says %o', async (claims, text) => {
    provider.person = { ...provider.person, ...claims };
    const answer = await complete(await visited());
    expect([answer.statusCode, answer.body]).toEqual([401, expect.stringContaining(text)]);
  });
});

test('a page that is not among those allowed is not asked to send anyone back', async () => {
  await trustProvider();
  const answer = await begin({ RedirectURI: 'https://evil.example/cb' });
  expect([answer.statusCode, answer.body]).toEqual([
    400,
    expect.stringContaining('unauthorized redirect_uri: https://evil.example/cb'),
  ]);
});

test('a provider that does not answer is named', async () => {
  await trustProvider({ OIDCDiscoveryURL: 'http://127.0.0.1:1' });
  const answer = await begin();
  expect([answer.statusCode, answer.body]).toEqual([
    502,
    expect.stringContaining('failed to generate OIDC provider: http://127.0.0.1:1'),
  ]);
});

test('what is missing is listed', async () => {
  const answer = await api.ask('', 'POST', '/v1/acl/oidc/complete-auth', {});
  expect(answer.body).toContain(
    'invalid OIDC complete-auth request: 5 errors occurred:\n' +
      '\t* missing auth method name\n\t* missing client nonce\n\t* missing state\n' +
      '\t* missing code\n\t* missing redirect URI\n',
  );
});
