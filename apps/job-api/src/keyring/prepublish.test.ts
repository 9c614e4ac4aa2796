import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { NOW_MS } from '../testing/test-api.ts';

let api: ControlledApi;
let nowMs = NOW_MS;
beforeEach(async () => {
  nowMs = NOW_MS;
  api = await openControlledApi({ clock: () => nowMs });
});
afterEach(() => api.close());

const HOUR_MS = 3_600_000;
const manage = (method: 'GET' | 'PUT', url: string, body?: object) =>
  api.ask(api.management, method, url, body);
const write = (value: string) => manage('PUT', '/v1/var/a', { Items: { value } });
const states = async (): Promise<string[]> => {
  const keys = (await manage('GET', '/v1/operator/keyring/keys')).json();
  return keys.map(({ State }: { State: string }) => State).toSorted();
};
const rotate = (query: string) => manage('PUT', `/v1/operator/keyring/rotate${query}`);

test('a key is shown before it counts, and counts from its time on', async () => {
  await write('before');
  const publish = (NOW_MS + HOUR_MS) * 1e6;
  const rotated = await rotate(`?publish_time=${publish}`);
  expect(rotated.json().Key).toMatchObject({ State: 'prepublished', PublishTime: publish });
  const jwks = await api.ask('', 'GET', '/.well-known/jwks.json');
  expect(jwks.json().keys).toHaveLength(2);
  await write('meanwhile');
  expect(await states()).toEqual(['active', 'prepublished']);
  nowMs += HOUR_MS;
  await write('after');
  expect(await states()).toEqual(['active', 'inactive']);
  expect((await manage('GET', '/v1/var/a')).json()).toMatchObject({ Items: { value: 'after' } });
});

test.each([
  ['?publish_time=soon', 'publish_time "soon" is no time'],
  ['?publish_time=1&full=true', 'use one of full and publish_time'],
])('%s is refused', async (query, text) => {
  const answer = await rotate(query);
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(text)]);
});

test('whoever waits for what comes after the index of a new key need not wait', async () => {
  const { Key, Index } = (await rotate('')).json();
  expect(Key).toMatchObject({ State: 'active', CreateIndex: 0, ModifyIndex: 0 });
  const keys = await manage('GET', `/v1/operator/keyring/keys?index=${Key.CreateIndex}`);
  expect(keys.json()).toContainEqual(expect.objectContaining({ CreateIndex: Index }));
});
