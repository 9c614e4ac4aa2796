import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore(), {
    config: { meta: { rack: 'r1', zone: 'a' }, networkInterface: 'lo' },
  });
});
afterEach(() => cluster.stop());

const metaOf = () => cluster.projection.state.nodes.get(cluster.nodeId)?.node.meta;

const ask = (name: string, payload: object = {}): Promise<unknown> =>
  cluster.store.live.request(`agent.${cluster.nodeId}.${name}`, payload, { timeoutMs: 5_000 });

test("metadata that is changed while the agent runs is the cluster's, and the next agent's", async () => {
  const answer = await ask('meta-change', { changes: { rack: null, disk: 'ssd' } });
  expect(answer).toEqual({
    current: { zone: 'a', disk: 'ssd' },
    changes: { rack: null, disk: 'ssd' },
    configured: { rack: 'r1', zone: 'a' },
  });
  await cluster.until(() => metaOf()?.['disk'] === 'ssd');
  expect(metaOf()).toEqual({ zone: 'a', disk: 'ssd' });

  await cluster.agent.close();
  await cluster.restartAgent();
  expect(await ask('meta')).toEqual(answer);
});

test('what is not metadata is refused', async () => {
  await expect(ask('meta-change', { changes: { rack: 1 } })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
  });
});
