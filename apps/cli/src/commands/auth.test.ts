import { describe, expect, test } from '@jest/globals';
import { runAgainst } from '../testing/recorded-api.ts';

const METHOD = {
  Name: 'ci',
  Type: 'JWT',
  TokenLocality: 'global',
  MaxTokenTTL: '1h0m0s',
  TokenNameFormat: '${auth_method_type}-${auth_method_name}',
  Default: false,
  Config: { BoundAudiences: ['a'], SigningAlgs: ['ES256'], ClaimMappings: { sub: 'user' } },
  CreateIndex: 12,
  ModifyIndex: 12,
};

const RULE = {
  ID: '1e5f8ecb-e252-a0dd-6eca-903f05d55e3e',
  Description: 'd',
  AuthMethod: 'ci',
  Selector: 'value.user == x',
  BindType: 'role',
  BindName: 'r1',
  CreateTime: '2026-11-28T11:04:33.296187569Z',
  ModifyTime: '2026-11-28T11:04:33.296187569Z',
  CreateIndex: 14,
  ModifyIndex: 14,
};

const CREATE = 'acl auth-method create -name ci -type jwt -max-token-ttl 1h -token-locality global';

describe('acl auth-method', () => {
  test('create sends what the flags say, and shows the method', async () => {
    const argv = [...CREATE.split(' '), '-config', '{"SigningAlgs":["ES256"]}'];
    const ran = await runAgainst({ 'POST /v1/acl/auth-method': METHOD }, argv);
    expect(ran.requests).toEqual([
      'POST /v1/acl/auth-method {"Name":"ci","Type":"JWT","MaxTokenTTL":"1h","TokenLocality":"global","Config":{"SigningAlgs":["ES256"]}}',
    ]);
    expect(ran.stdout).toContain('Max Token TTL     = 1h0m0s\n');
    expect(ran.stdout).toContain('\nClaim mappings             = {sub: user}\n');
    expect(ran.stdout).toContain('\nClockSkew Leeway           = 0s\n');
  });

  test.each([
    { argv: 'acl auth-method create', says: 'must be specified using the -name flag' },
    { argv: 'acl auth-method create -name a', says: 'Token locality must be set to either' },
    { argv: CREATE, says: 'Must provide ACL auth method config in JSON format' },
    { argv: `${CREATE} -config {`, says: 'Unable to parse config' },
    { argv: 'acl auth-method update ci', says: 'Please provide at least one flag' },
    { argv: 'login', says: 'Must specify an auth method name, no default found' },
    { argv: 'login -method nope', says: 'method nope not found in the state store' },
    { argv: 'login -method ci', says: 'You need to provide a login token' },
    { argv: 'acl binding-rule create', says: 'using the -auth-method flag' },
    { argv: 'acl binding-rule create -auth-method ci', says: 'using the -bind-type flag' },
  ])('$argv is refused', async ({ argv, says }) => {
    const ran = await runAgainst({ 'GET /v1/acl/auth-methods': [METHOD] }, argv.split(' '));
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(says) });
  });

  test('update changes what is given, and keeps the rest', async () => {
    const path = '/v1/acl/auth-method/ci';
    const argv = 'acl auth-method update -max-token-ttl 2h ci'.split(' ');
    const ran = await runAgainst({ [`GET ${path}`]: METHOD, [`POST ${path}`]: METHOD }, argv);
    const { CreateIndex: _created, ModifyIndex: _modified, ...kept } = METHOD;
    expect(ran.requests[1]).toBe(`POST ${path} ${JSON.stringify({ ...kept, MaxTokenTTL: '2h' })}`);
  });

  test('list', async () => {
    const argv = ['acl', 'auth-method', 'list'];
    const some = await runAgainst({ 'GET /v1/acl/auth-methods': [METHOD] }, argv);
    expect(some.stdout).toBe('Name  Type  Default\nci    JWT   false\n');
    const none = await runAgainst({ 'GET /v1/acl/auth-methods': [] }, argv);
    expect(none.stdout).toBe('No ACL auth methods found\n');
  });
});

describe('acl binding-rule', () => {
  test('update keeps what is not given; -no-merge does not', async () => {
    const path = `/v1/acl/binding-rule/${RULE.ID}`;
    const answers = { [`GET ${path}`]: RULE, [`POST ${path}`]: RULE };
    const update = async (...flags: string[]): Promise<string | undefined> =>
      (await runAgainst(answers, ['acl', 'binding-rule', 'update', ...flags, RULE.ID])).requests[1];
    expect(await update('-bind-name', 'r2')).toContain(
      '"Description":"d","Selector":"value.user == x"',
    );
    expect(await update('-no-merge', '-bind-type', 'policy')).toContain(
      '"Description":"","Selector":"","BindType":"policy","BindName":"r1"',
    );
  });

  test('info', async () => {
    const argv = ['acl', 'binding-rule', 'info', RULE.ID];
    const ran = await runAgainst({ [`GET /v1/acl/binding-rule/${RULE.ID}`]: RULE }, argv);
    expect(ran.stdout).toContain('Selector     = "value.user == x"\n');
    expect(ran.stdout).toContain('Create Time  = 2026-11-28 11:04:33.296187569 +0000 UTC\n');
  });
});
