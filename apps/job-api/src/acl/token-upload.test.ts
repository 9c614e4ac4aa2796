import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';

const TOKEN = {
  AccessorID: 'b306571d-a3fa-42d2-ac5b-bbe49d8c3c7f',
  SecretID: 'c28ba0f6-ab8d-4e4d-b9f0-7f9f5d1c2e3a',
  Name: 'from elsewhere',
  Type: 'client',
  Policies: ['p'],
};

let api: ControlledApi;
beforeEach(async () => {
  api = await openControlledApi();
});
afterEach(() => api.close());

const put = (token: Record<string, unknown>) =>
  api.ask(api.management, 'PUT', `/v1/acl/token/${String(token['AccessorID'])}`, token);
const fault = (text: string) => `token 0 invalid: 1 error occurred:\n\t* ${text}\n\n`;

test('a token that was made elsewhere keeps its accessor and secret', async () => {
  const made = await put(TOKEN);
  expect([made.statusCode, made.json()]).toEqual([200, expect.objectContaining(TOKEN)]);
  const own = await api.ask(TOKEN.SecretID, 'GET', '/v1/acl/token/self');
  expect(own.json()).toMatchObject({ AccessorID: TOKEN.AccessorID, Name: 'from elsewhere' });
});

test.each([
  { title: 'without a secret', change: { SecretID: '' } },
  { title: 'with a secret that can be guessed', change: { SecretID: 'hunter2' } },
  { title: 'of management', change: { Type: 'management', Policies: [] } },
])('one $title is none that could be made', async ({ change }) => {
  const answer = await put({ ...TOKEN, ...change });
  expect([answer.statusCode, answer.body]).toEqual([404, `cannot find token ${TOKEN.AccessorID}`]);
});

test('no two tokens have one secret', async () => {
  await put(TOKEN);
  const answer = await put({ ...TOKEN, AccessorID: 'b306571d-a3fa-42d2-ac5b-bbe49d8c3c70' });
  expect([answer.statusCode, answer.body]).toEqual([400, fault('the secret ID is in use')]);
});

test.each([
  { change: { ExpirationTTL: '20m' }, text: 'cannot update expiration TTL' },
  {
    change: { ExpirationTime: '2030-01-01T00:00:00Z' },
    text: 'cannot update expiration time',
  },
])('$text: how long a token is valid stays', async ({ change, text }) => {
  const { SecretID: _secret, ...made } = (await put({ ...TOKEN, ExpirationTTL: '10m' })).json();
  expect((await put({ ...made, Name: 'same times' })).statusCode).toBe(200);
  const answer = await put({ ...made, ...change });
  expect([answer.statusCode, answer.body]).toEqual([400, fault(text)]);
});
