import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type MemoryStore, openMemoryStore } from '@steppe/event-log';
import { serveNodeIdentities } from '@steppe/nest-kit';
import { NodeIdentity } from './node-identity.ts';

const TTL_MS = 80_000;

let store: MemoryStore;
let nowMs: number;
let signed: number;
beforeEach(() => {
  store = openMemoryStore();
  [nowMs, signed] = [0, 0];
  serveNodeIdentities(store.live, async (nodeId) => {
    signed += 1;
    const payload = Buffer.from(JSON.stringify({ nomad_node_id: nodeId, jti: String(signed) }));
    return { token: `header.${payload.toString('base64url')}.signature`, ttlMs: TTL_MS };
  });
});
afterEach(() => store.close());

function servedIdentity(): void {
  const time = { nowMs: () => nowMs, monotonicMs: () => nowMs, after: () => () => undefined };
  new NodeIdentity({ live: store.live, nodeId: 'n1', time }).serve();
}
const ask = (name: string) => store.live.request(`agent.n1.${name}`, {}, { timeoutMs: 1_000 });

test('one identity does until a quarter of its time is left', async () => {
  servedIdentity();
  expect(await ask('identity')).toEqual({ nomad_node_id: 'n1', jti: '1' });
  nowMs = 59_000;
  expect(await ask('identity')).toMatchObject({ jti: '1' });
  nowMs = 60_000;
  expect(await ask('identity')).toMatchObject({ jti: '2' });
});

test('a new one is asked for when somebody wants it', async () => {
  servedIdentity();
  await ask('identity');
  expect(await ask('identity-renew')).toEqual({});
  expect(await ask('identity')).toMatchObject({ jti: '2' });
});
