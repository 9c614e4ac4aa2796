import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { NOW_MS } from '../testing/test-api.ts';

let api: ControlledApi;
let nowMs = NOW_MS;
beforeEach(async () => {
  nowMs = NOW_MS;
  api = await openControlledApi({ clock: () => nowMs });
});
afterEach(() => api.close());

const manage = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) =>
  api.ask(api.management, method, url, payload);

const JWT = {
  Name: 'ci',
  Type: 'JWT',
  TokenLocality: 'local',
  MaxTokenTTL: '1h',
  Config: { JWKSURL: 'http://127.0.0.1:1/keys', ExpirationLeeway: '1h', ClockSkewLeeway: 10e9 },
};
const OIDC = {
  Name: 'sso',
  Type: 'OIDC',
  TokenLocality: 'global',
  MaxTokenTTL: 3_600_000_000_000,
  Config: {
    OIDCDiscoveryURL: 'http://127.0.0.1:1',
    OIDCClientID: 'steppe',
    OIDCClientSecret: 's3cret words',
    AllowedRedirectURIs: ['http://localhost:4649/oidc/callback'],
  },
};

describe('an auth method', () => {
  test('is made and shown as recorded', async () => {
    const made = await manage('POST', '/v1/acl/auth-method', JWT);
    expect(made.json()).toEqual({
      MaxTokenTTL: '1h0m0s',
      Name: 'ci',
      Type: 'JWT',
      TokenLocality: 'local',
      TokenNameFormat: '${auth_method_type}-${auth_method_name}',
      Default: false,
      Config: {
        ExpirationLeeway: '1h0m0s',
        NotBeforeLeeway: '',
        ClockSkewLeeway: '10s',
        JWTValidationPubKeys: null,
        JWKSURL: 'http://127.0.0.1:1/keys',
        OIDCDiscoveryURL: '',
        OIDCClientID: '',
        OIDCClientSecret: '',
        OIDCClientAssertion: null,
        OIDCEnablePKCE: false,
        OIDCDisableUserInfo: false,
        OIDCScopes: null,
        BoundAudiences: null,
        BoundIssuer: null,
        AllowedRedirectURIs: null,
        DiscoveryCaPem: null,
        JWKSCACert: '',
        SigningAlgs: null,
        ClaimMappings: null,
        ListClaimMappings: null,
        VerboseLogging: false,
      },
      Hash: expect.any(String),
      CreateTime: '2026-11-22T18:00:00Z',
      ModifyTime: '2026-11-22T18:00:00Z',
      CreateIndex: 2,
      ModifyIndex: 2,
    });
    expect((await manage('GET', '/v1/acl/auth-method/ci')).json()).toEqual(made.json());
  });

  test('is listed for everyone, and read by management alone', async () => {
    await manage('POST', '/v1/acl/auth-method', JWT);
    const listed = await api.ask('', 'GET', '/v1/acl/auth-methods');
    expect(listed.json()).toEqual([
      {
        Name: 'ci',
        Type: 'JWT',
        Default: false,
        Hash: expect.any(String),
        CreateIndex: 2,
        ModifyIndex: 2,
      },
    ]);
    expect((await api.ask('', 'GET', '/v1/acl/auth-method/ci')).statusCode).toBe(403);
  });

  test('keeps what a change leaves out', async () => {
    await manage('POST', '/v1/acl/auth-method', { ...JWT, Default: true });
    nowMs += 60_000;
    const url = '/v1/acl/auth-method/ci';
    const changed = await manage('POST', url, { Name: 'ci', MaxTokenTTL: '2h' });
    expect(changed.json()).toMatchObject({
      MaxTokenTTL: '2h0m0s',
      TokenLocality: 'local',
      Default: false,
      Config: { JWKSURL: 'http://127.0.0.1:1/keys' },
      CreateTime: '2026-11-22T18:00:00Z',
      ModifyTime: '2026-11-22T18:01:00Z',
      CreateIndex: 2,
      ModifyIndex: 3,
    });
  });

  test('is deleted, once', async () => {
    await manage('POST', '/v1/acl/auth-method', JWT);
    expect((await manage('DELETE', '/v1/acl/auth-method/ci')).statusCode).toBe(200);
    const again = await manage('DELETE', '/v1/acl/auth-method/ci');
    expect([again.statusCode, again.body]).toEqual([404, 'ACL auth method not found']);
    expect((await manage('GET', '/v1/acl/auth-method/ci')).statusCode).toBe(404);
  });

  test.each([
    {
      body: { Name: 'bad name', Type: 'LDAP', TokenLocality: 'x', MaxTokenTTL: '10s' },
      text:
        'auth method 0 invalid: 5 errors occurred:\n' +
        "\t* invalid name 'bad name'\n" +
        "\t* invalid token locality 'x'\n" +
        "\t* invalid token type 'LDAP'\n" +
        '\t* invalid config: missing auth method Config\n' +
        "\t* invalid MaxTokenTTL value '10s' (should be between 1m0s and 24h0m0s)\n\n",
    },
    {
      body: { ...JWT, Config: {} },
      text: 'JWT auth method requires either OIDCDiscoveryURL, or JWKS URL, or JWTValidationPubKeys set',
    },
    {
      body: { ...OIDC, Config: {} },
      text: 'invalid config: 2 errors occurred:\n\t* missing OIDCDiscoveryURL\n\t* missing OIDCClientID',
    },
    { body: { ...JWT, TokenNameFormat: '${value.x' }, text: 'opens a "${" that it does not close' },
    { body: { ...JWT, MaxTokenTTL: 'soon' }, text: 'MaxTokenTTL: expected a duration such as' },
    {
      body: { ...JWT, Config: { ...JWT.Config, NotBeforeLeeway: 'soon' } },
      text: 'Config.NotBeforeLeeway: expected a duration such as',
    },
    {
      body: { ...OIDC, Config: { ...OIDC.Config, OIDCClientAssertion: { KeySource: 'x' } } },
      text: "invalid client assertion key source 'x': nomad, client_secret, private_key",
    },
  ])('is refused with the reason: $text', async ({ body, text }) => {
    const answer = await manage('POST', '/v1/acl/auth-method', body);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
  });

  test('is the only default', async () => {
    await manage('POST', '/v1/acl/auth-method', { ...JWT, Default: true });
    const other = await manage('POST', '/v1/acl/auth-method', { ...OIDC, Default: true });
    expect([other.statusCode, other.body]).toEqual([400, 'default method already exists: ci']);
  });
});

describe("a provider's secret", () => {
  test('is shown to nobody, and is not in the log', async () => {
    const made = await manage('POST', '/v1/acl/auth-method', OIDC);
    expect(made.json().Config.OIDCClientSecret).toBe('redacted');
    const entries: string[] = [];
    for await (const entry of api.store.log.read({ fromSeq: 1, toSeq: api.projection.state.seq })) {
      entries.push(JSON.stringify(entry));
    }
    expect(entries.join('\n')).toContain('AclAuthMethodApplied');
    expect(entries.join('\n')).not.toContain('s3cret words');
  });

  test('keeps a root key from being removed, until everything is encrypted anew', async () => {
    await manage('POST', '/v1/acl/auth-method', OIDC);
    const [old] = (await manage('GET', '/v1/operator/keyring/keys')).json();
    await manage('PUT', '/v1/operator/keyring/rotate');
    const used = await manage('DELETE', `/v1/operator/keyring/key/${old.KeyID}`);
    expect([used.statusCode, used.body]).toEqual([400, 'root key in use, cannot delete']);
    await manage('PUT', '/v1/operator/keyring/rotate?full=true');
    expect((await manage('DELETE', `/v1/operator/keyring/key/${old.KeyID}`)).statusCode).toBe(200);
  });
});

describe('a binding rule', () => {
  const RULE = { AuthMethod: 'ci', BindType: 'role', BindName: '${value.team}', Selector: '' };
  beforeEach(() => manage('POST', '/v1/acl/auth-method', JWT));

  test('is made, listed, changed and deleted', async () => {
    const made = (await manage('POST', '/v1/acl/binding-rule', RULE)).json();
    expect(made).toEqual({
      ID: expect.any(String),
      Description: '',
      AuthMethod: 'ci',
      Selector: '',
      BindType: 'role',
      BindName: '${value.team}',
      Hash: expect.any(String),
      CreateTime: '2026-11-22T18:00:00Z',
      ModifyTime: '2026-11-22T18:00:00Z',
      CreateIndex: 3,
      ModifyIndex: 3,
    });
    const url = `/v1/acl/binding-rule/${made.ID}`;
    const body = { ID: made.ID, Description: 'teams', Selector: 'value.team == ops' };
    const changed = (await manage('POST', url, body)).json();
    expect(changed).toMatchObject({ BindName: '${value.team}', Description: 'teams' });
    expect((await manage('GET', url)).json()).toEqual(changed);
    const { ID, Description, AuthMethod, Hash, CreateIndex, ModifyIndex } = changed;
    const stub = { ID, Description, AuthMethod, Hash, CreateIndex, ModifyIndex };
    expect((await manage('GET', '/v1/acl/binding-rules')).json()).toEqual([stub]);
    expect((await manage('DELETE', url)).statusCode).toBe(200);
    expect((await manage('DELETE', url)).statusCode).toBe(404);
    expect((await manage('GET', url)).statusCode).toBe(404);
  });

  test.each([
    [
      {},
      'binding rule 0 invalid: 2 errors occurred:\n\t* auth method is missing\n\t* bind type is missing',
    ],
    [{ ...RULE, AuthMethod: 'nope' }, 'ACL auth method nope not found'],
    [{ ...RULE, BindType: 'zz' }, 'unsupported bind type: "zz"'],
    [{ ...RULE, BindName: '' }, 'bind name is missing'],
    [{ ...RULE, BindType: 'management' }, 'bind name should be empty'],
    [{ ...RULE, BindName: '${value' }, 'bind name is invalid'],
    [{ ...RULE, Selector: 'value.team ==' }, 'selector is invalid: '],
    [{ ...RULE, ID: 'nope' }, 'cannot find binding rule nope'],
  ])('%o is refused', async (body, text) => {
    const answer = await manage('POST', '/v1/acl/binding-rule', body);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
  });

  test('stays with its method', async () => {
    const { ID } = (await manage('POST', '/v1/acl/binding-rule', RULE)).json();
    const url = `/v1/acl/binding-rule/${ID}`;
    const moved = await manage('POST', url, { ID, AuthMethod: 'sso' });
    expect(moved.body).toBe(
      'cannot update auth method for binding rule, create a new rule instead',
    );
    const other = await manage('POST', url, { ID: 'x' });
    expect(other.body).toBe('ACL binding rule ID does not match request path');
  });
});
