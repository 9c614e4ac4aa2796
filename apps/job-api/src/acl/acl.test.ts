import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACL_ON, type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { NOW_MS, openTestApi } from '../testing/test-api.ts';

let api: ControlledApi;
let nowMs = NOW_MS;
let resetIndex: number | undefined;
beforeEach(async () => {
  nowMs = NOW_MS;
  resetIndex = undefined;
  const acl = { ...ACL_ON, bootstrapResetIndex: () => Promise.resolve(resetIndex) };
  api = await openControlledApi({ acl, clock: () => nowMs });
});
afterEach(() => api.close());

const manage = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  url: string,
  payload?: object | string,
) => api.ask(api.management, method, url, payload);

const READ = 'namespace "default" { policy = "read" }';
const HOUR_NS = 3_600_000_000_000;

describe('bootstrap', () => {
  test('makes a management token, once', async () => {
    expect((await manage('GET', '/v1/acl/token/self')).json()).toMatchObject({
      Name: 'Bootstrap Token',
      Type: 'management',
      Global: true,
      Policies: null,
      SecretID: api.management,
      CreateTime: '2026-11-22T18:00:00Z',
      Hash: 'BUJ3BerTfrqFVm1P+vZr1gz9ubOkd+JAvYjNAJyaU9Y=',
    });
    const again = await api.ask('', 'POST', '/v1/acl/bootstrap');
    expect([again.statusCode, again.body]).toEqual([
      400,
      'ACL bootstrap already done (reset index: 1)',
    ]);
  });

  test('again with the index of the last one in the reset file', async () => {
    resetIndex = 1;
    const again = await api.ask('', 'POST', '/v1/acl/bootstrap');
    expect(again.statusCode).toBe(200);
    const { SecretID } = again.json();
    expect((await api.ask(SecretID, 'GET', '/v1/acl/tokens')).statusCode).toBe(200);
    expect((await api.ask('', 'POST', '/v1/acl/bootstrap')).statusCode).toBe(400);
  });

  test('with a secret that the operator brings', async () => {
    const other = await openTestApi({ acl: ACL_ON });
    const post = (BootstrapSecret: string) =>
      other.app.inject({ method: 'POST', url: '/v1/acl/bootstrap', payload: { BootstrapSecret } });
    const bad = await post('x');
    expect([bad.statusCode, bad.body]).toEqual([400, 'invalid acl token']);
    const secret = '2b778dd9-f5f1-6f29-b4b4-9a5fa948757a';
    expect((await post(secret)).json()).toMatchObject({ SecretID: secret });
    await other.close();
  });
});

test('no secret is in the log', async () => {
  const secret = await api.tokenFor(READ);
  const entries: string[] = [];
  for await (const entry of api.store.log.read({ fromSeq: 1, toSeq: api.projection.state.seq })) {
    entries.push(JSON.stringify(entry));
  }
  expect(entries.join('\n')).toContain('secretHash');
  expect(entries.join('\n')).not.toContain(secret);
  expect(entries.join('\n')).not.toContain(api.management);
});

describe('policies', () => {
  test('are applied, read and deleted', async () => {
    const body = { Name: 'p1', Description: 'my pol', Rules: READ };
    const applied = await manage('PUT', '/v1/acl/policy/p1', body);
    expect([applied.statusCode, applied.body]).toEqual([200, '']);
    expect((await manage('GET', '/v1/acl/policies')).json()).toMatchObject([
      { Name: 'p1', Description: 'my pol', JobACL: null, CreateIndex: 2 },
    ]);
    const { RulesJSON, Rules } = (await manage('GET', '/v1/acl/policy/p1')).json();
    expect(Rules).toBe(READ);
    expect(RulesJSON).toMatchObject({
      Agent: null,
      Namespaces: [{ Name: 'default', Policy: 'read' }],
    });
    expect((await manage('DELETE', '/v1/acl/policy/p1')).statusCode).toBe(200);
    expect((await manage('DELETE', '/v1/acl/policy/p1')).statusCode).toBe(200);
  });

  test.each([
    [{ Name: 'other', Rules: READ }, 'ACL policy name does not match request path'],
    [
      { Name: 'p9', Rules: '{' },
      'policy 0 invalid: 1 error occurred:\n\t* failed to parse rules: ',
    ],
    [{ Name: 'p9', Rules: 'foo "a" {}' }, 'Unknown setting'],
    [{ Name: 'p9', Rules: 'namespace "a" { policy = "zz" }' }, 'There is no policy "zz" here'],
    [
      { Name: 'p9', Rules: 'namespace "a" { capabilities = ["read-jobs"] }' },
      'Did you mean "read-job"?',
    ],
  ])('%j is refused', async (body, text) => {
    const answer = await manage('PUT', '/v1/acl/policy/p9', body);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
  });

  test('of others are not shown', async () => {
    const own = await api.tokenFor(READ);
    await api.tokenFor(READ);
    expect((await api.ask(own, 'GET', '/v1/acl/policies')).json()).toMatchObject([
      { Name: 'policy-1' },
    ]);
    expect((await api.ask(own, 'GET', '/v1/acl/policy/policy-1')).statusCode).toBe(200);
    expect((await api.ask(own, 'GET', '/v1/acl/policy/policy-2')).statusCode).toBe(403);
  });
});

describe('tokens', () => {
  test('show their secret when they are made, and to their holder', async () => {
    const made = await manage('PUT', '/v1/acl/token', {
      Name: 't',
      Type: 'client',
      Policies: ['p'],
    });
    const { AccessorID, SecretID } = made.json();
    expect(SecretID).toMatch(/^[0-9a-f-]{36}$/);
    expect((await manage('GET', `/v1/acl/token/${AccessorID}`)).json()).toMatchObject({
      SecretID: '',
    });
    const self = await api.ask(SecretID, 'GET', '/v1/acl/token/self');
    expect(self.json()).toMatchObject({ AccessorID, SecretID });
    const [, listed] = (await manage('GET', '/v1/acl/tokens')).json();
    expect(listed).not.toHaveProperty('SecretID');
    expect((await manage('DELETE', `/v1/acl/token/${AccessorID}`)).statusCode).toBe(200);
    expect((await api.ask(SecretID, 'GET', '/v1/acl/token/self')).statusCode).toBe(403);
    const again = await manage('DELETE', `/v1/acl/token/${AccessorID}`);
    expect(again.body).toBe(`Cannot delete nonexistent tokens: ${AccessorID}`);
  });

  test('expire', async () => {
    const body = { Type: 'management', ExpirationTTL: HOUR_NS };
    const { SecretID, ExpirationTTL, ExpirationTime } = (
      await manage('PUT', '/v1/acl/token', body)
    ).json();
    expect([ExpirationTTL, ExpirationTime]).toEqual(['1h0m0s', '2026-11-22T19:00:00Z']);
    expect((await api.ask(SecretID, 'GET', '/v1/jobs')).statusCode).toBe(200);
    nowMs += 3_600_000;
    const late = await api.ask(SecretID, 'GET', '/v1/jobs');
    expect([late.statusCode, late.body]).toEqual([403, 'ACL token expired']);
  });

  test('are changed, and keep their secret', async () => {
    const secret = await api.tokenFor(READ);
    const { AccessorID } = (await api.ask(secret, 'GET', '/v1/acl/token/self')).json();
    await manage('PUT', `/v1/acl/token/${AccessorID}`, {
      AccessorID,
      Name: 'new',
      Type: 'client',
      Policies: ['policy-1'],
    });
    expect((await api.ask(secret, 'GET', '/v1/acl/token/self')).json()).toMatchObject({
      Name: 'new',
    });
    expect((await api.ask(secret, 'GET', '/v1/jobs')).statusCode).toBe(200);
  });

  test.each([
    [{ Name: 'x' }, 'token type must be client or management'],
    [{ Type: 'client' }, 'client token missing policies or roles'],
    [
      { Type: 'management', Policies: ['p'] },
      'management token cannot be associated with policies or roles',
    ],
    [
      { Type: 'management', ExpirationTTL: '1s' },
      'expiration time cannot be less than 1m0s in the future (was 1s)',
    ],
    [
      { Type: 'management', ExpirationTTL: '48h' },
      'expiration time cannot be more than 24h0m0s in the future (was 48h0m0s)',
    ],
  ])('%j is refused', async (body, text) => {
    const answer = await manage('PUT', '/v1/acl/token', body);
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      `token 0 invalid: 1 error occurred:\n\t* ${text}\n\n`,
    ]);
  });

  test('stand behind a link once', async () => {
    const secret = await api.tokenFor(READ);
    const { OneTimeToken } = (await api.ask(secret, 'POST', '/v1/acl/token/onetime')).json();
    const body = { OneTimeSecretID: OneTimeToken.OneTimeSecretID };
    const exchanged = await api.ask('', 'POST', '/v1/acl/token/onetime/exchange', body);
    const { Token } = exchanged.json();
    expect(Token).toMatchObject({ Policies: ['policy-1'] });
    expect((await api.ask(Token.SecretID, 'GET', '/v1/jobs')).statusCode).toBe(200);
    const again = await api.ask('', 'POST', '/v1/acl/token/onetime/exchange', body);
    expect(again.statusCode).toBe(403);
  });
});

describe('roles', () => {
  test('give their policies to tokens, until they go', async () => {
    await manage('PUT', '/v1/acl/policy/p1', { Name: 'p1', Rules: READ });
    const made = await manage('PUT', '/v1/acl/role', { Name: 'r1', Policies: [{ Name: 'p1' }] });
    const { ID } = made.json();
    const token = await manage('PUT', '/v1/acl/token', { Type: 'client', Roles: [{ Name: 'r1' }] });
    const { SecretID, Roles } = token.json();
    expect(Roles).toEqual([{ ID, Name: 'r1' }]);
    expect((await api.ask(SecretID, 'GET', '/v1/jobs')).statusCode).toBe(200);
    expect((await api.ask(SecretID, 'GET', `/v1/acl/role/${ID}`)).json()).toMatchObject({
      Name: 'r1',
    });
    expect((await manage('GET', '/v1/acl/role/name/r1')).json()).toMatchObject({ ID });
    expect((await manage('DELETE', `/v1/acl/role/${ID}`)).statusCode).toBe(200);
    expect((await api.ask(SecretID, 'GET', '/v1/jobs')).statusCode).toBe(403);
    expect((await manage('DELETE', `/v1/acl/role/${ID}`)).statusCode).toBe(404);
  });

  test.each([
    [
      { Name: 'bad name', Policies: [{ Name: 'p' }] },
      "role 0 invalid: 1 error occurred:\n\t* invalid name 'bad name'\n\n",
    ],
    [{ Name: 'r', Policies: [{ Name: 'nosuch' }] }, 'cannot find policy nosuch'],
    [{ Name: 'r', ID: 'x' }, 'Role ID should not be specified'],
  ])('%j is refused', async (body, text) => {
    const answer = await manage('PUT', '/v1/acl/role', body);
    expect([answer.statusCode, answer.body]).toEqual([400, text]);
  });
});

test('without access control the routes say so', async () => {
  const open = await openTestApi();
  const answer = await open.app.inject({ method: 'GET', url: '/v1/acl/tokens' });
  expect([answer.statusCode, answer.body]).toEqual([400, 'ACL support disabled']);
  await open.close();
});
