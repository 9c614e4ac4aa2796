import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeSnapshot } from '@steppe/event-log';
import { addNode, NODE_ID } from '../testing/cluster-life.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
});
afterEach(() => api.close());

test('a snapshot holds the state, and its digest is in the header', async () => {
  const answer = await api.app.inject('/v1/operator/snapshot');
  const bytes = answer.rawPayload;
  expect([answer.statusCode, answer.headers]).toMatchObject([
    200,
    {
      'x-nomad-index': String(api.projection.state.seq),
      digest: `sha-256=${createHash('sha256').update(bytes).digest('base64')}`,
    },
  ]);
  const state = await decodeSnapshot(bytes);
  expect([state.seq, [...state.nodes.keys()]]).toEqual([api.projection.state.seq, [NODE_ID]]);
});
