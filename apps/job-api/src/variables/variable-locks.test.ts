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

const SECOND = 1_000;
const put = (query: string, body: object = {}) =>
  api.ask(api.management, 'PUT', `/v1/var/app/leader${query}`, body);
const read = async () => (await api.ask(api.management, 'GET', '/v1/var/app/leader')).json();

/** @returns the ID of the lock. */
async function acquire(Lock: object = { TTL: '20s', LockDelay: '30s' }): Promise<string> {
  const answer = await put('?lock-acquire', { Items: { host: 'a' }, Lock });
  expect(answer.statusCode).toBe(200);
  return answer.json().Lock.ID;
}

const NOTHING = { Lock: null, CreateIndex: 0, ModifyIndex: 0, Items: null };

describe('a lock', () => {
  test('is acquired with the variable, and shown to who reads it', async () => {
    const ID = await acquire();
    const Lock = { TTL: '20s', LockDelay: '30s', ID };
    expect(await read()).toMatchObject({ Items: { host: 'a' }, Lock });
    const [listed] = (await api.ask(api.management, 'GET', '/v1/vars')).json();
    expect(listed).toMatchObject({ Path: 'app/leader', Lock });
  });

  test('has the default times, and needs no items', async () => {
    const answer = await put('?lock-acquire', {});
    expect(answer.json()).toMatchObject({ Items: {}, Lock: { TTL: '15s', LockDelay: '15s' } });
  });

  test('keeps all others from acquiring, writing and deleting', async () => {
    await acquire();
    const tries = await Promise.all([
      put('?lock-acquire', { Items: { host: 'b' } }),
      put('?lock-acquire', { Items: { host: 'b' }, Lock: { ID: 'other' } }),
      put('', { Items: { host: 'b' } }),
      put('', { Items: { host: 'b' }, Lock: { ID: 'other' } }),
      put('?lock-release', { Lock: { ID: 'other' } }),
    ]);
    for (const { statusCode, body } of tries) {
      expect([statusCode, JSON.parse(body)]).toEqual([409, expect.objectContaining(NOTHING)]);
    }
    const deleted = await api.ask(api.management, 'DELETE', '/v1/var/app/leader');
    expect(deleted.statusCode).toBe(409);
    expect(await read()).toMatchObject({ Items: { host: 'a' } });
  });

  test('lets its holder write, and acquire once more', async () => {
    const ID = await acquire();
    const written = await put('', { Items: { host: 'a2' }, Lock: { ID } });
    expect(written.json()).toMatchObject({ Items: { host: 'a2' }, Lock: { ID, TTL: '20s' } });
    const again = await put('?lock-acquire', { Items: { host: 'a3' }, Lock: { ID, TTL: '40s' } });
    expect(again.json()).toMatchObject({ Items: { host: 'a3' }, Lock: { ID, TTL: '40s' } });
  });

  test('goes to one of several who want it at once', async () => {
    const tries = Array.from({ length: 4 }, (_, host) =>
      put('?lock-acquire', { Items: { host: String(host) } }),
    );
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });
});

describe('the time of a lock', () => {
  test('runs out, and then its delay, before another one acquires it', async () => {
    await acquire();
    nowMs += 20 * SECOND;
    expect(await read()).toMatchObject({ Lock: null });
    expect((await put('?lock-acquire')).statusCode).toBe(409);
    nowMs += 30 * SECOND - 1;
    expect((await put('?lock-acquire')).statusCode).toBe(409);
    nowMs += 1;
    expect((await put('?lock-acquire')).statusCode).toBe(200);
  });

  test('leaves it to its last holder during the delay', async () => {
    const ID = await acquire();
    nowMs += 25 * SECOND;
    const again = await put('?lock-acquire', { Items: { host: 'a' }, Lock: { ID } });
    expect(again.json()).toMatchObject({ Lock: { ID } });
  });

  test('begins anew when it is renewed, which readers do not notice', async () => {
    const ID = await acquire();
    const { ModifyIndex } = await read();
    nowMs += 19 * SECOND;
    const renewed = await put('?lock-renew', { Lock: { ID } });
    expect([renewed.statusCode, renewed.json()]).toEqual([
      200,
      expect.objectContaining({ ModifyIndex, Lock: { ID, TTL: '20s', LockDelay: '30s' } }),
    ]);
    nowMs += 19 * SECOND;
    expect(await read()).toMatchObject({ ModifyIndex, Lock: { ID } });
  });

  test('does not delay anyone when the lock is released', async () => {
    const ID = await acquire();
    const released = await put('?lock-release', { Lock: { ID } });
    expect(released.json()).toMatchObject({ Lock: null, Items: null });
    expect(await read()).toMatchObject({ Lock: null, Items: { host: 'a' } });
    expect((await put('?lock-acquire')).statusCode).toBe(200);
  });

  test('delays also whoever comes after a write without a lock', async () => {
    await acquire();
    nowMs += 20 * SECOND;
    expect((await put('', { Items: { host: 'b' } })).statusCode).toBe(200);
    expect((await put('?lock-acquire')).statusCode).toBe(409);
  });
});

test.each([
  ['?lock-acquire', { Lock: { TTL: '5s' } }, 400, 'TTL must be between 10 seconds and 24 hours'],
  ['?lock-acquire', { Lock: { TTL: 'x' } }, 400, 'Lock.TTL: expected a duration such as'],
  ['?lock-acquire&cas=1', {}, 400, "CAS can't be used with lock operations"],
  ['?lock-acquire&lock-renew', {}, 400, 'multiple lock operations'],
  ['?lock-renew', {}, 400, 'missing lock ID'],
  ['?lock-renew', { Lock: { ID: 'x' } }, 404, "variable doesn't exist"],
  ['?lock-release', {}, 400, 'missing lock information'],
  ['?lock-release', { Items: { a: 'b' }, Lock: { ID: 'x' } }, 400, "doesn't take variable items"],
])('%s with %o is refused', async (query, body, status, text) => {
  const answer = await put(query, body);
  expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(text)]);
});

test('what is not locked cannot be renewed, nor by another one than its holder', async () => {
  const ID = await acquire();
  const other = await put('?lock-renew', { Lock: { ID: 'other' } });
  expect([other.statusCode, other.body]).toEqual([409, 'attempting to modify locked variable']);
  await put('?lock-release', { Lock: { ID } });
  const late = await put('?lock-renew', { Lock: { ID } });
  expect([late.statusCode, late.body]).toEqual([409, "variable doesn't hold a lock"]);
});

test('who may not write may not lock', async () => {
  const secret = await api.tokenFor(
    'namespace "default" { variables { path "*" { capabilities = ["read", "list"] } } }',
  );
  const answer = await api.ask(secret, 'PUT', '/v1/var/app/leader?lock-acquire', {});
  expect(answer.statusCode).toBe(403);
});
