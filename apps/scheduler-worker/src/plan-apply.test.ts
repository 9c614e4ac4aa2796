import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JobType } from '@steppe/domain';
import { aTask, anUpdate, oneGroup, someNodes } from '@steppe/scheduler/testing';
import { WorkerCluster } from './testing/worker-cluster.ts';

let cluster: WorkerCluster;

beforeEach(async () => {
  cluster = await WorkerCluster.open();
});

afterEach(async () => {
  await cluster.close();
});

const WHOLE = [aTask({ resources: { ...aTask().resources, cpuMhz: 4_000 } })];
const node = (i: number) => `node.node-n${i}`;
const evaluationOf = (id: string) => cluster.view.state.evals.get(id);

/** A worker whose plans meet someone else on a node whenever `meets` says so. @returns how often they did. */
async function startDisturbed(meets: (subject: string) => boolean): Promise<() => number> {
  let met = 0;
  const log = cluster.tapped(async (subject) => {
    if (!subject.startsWith('node.') || !meets(subject)) return;
    met += 1;
    await cluster.touch(subject.slice('node.'.length));
  });
  await cluster.startWorker('w1', log);
  return () => met;
}

test('partly applied plan refreshes and goes on', async () => {
  await cluster.addNodes(someNodes(3));
  const seen = new Set<string>();
  const met = await startDisturbed((subject) => {
    const isFirst = subject !== node(1) && !seen.has(subject);
    seen.add(subject);
    return isFirst;
  });
  await cluster.register(oneGroup({ count: 3, tasks: WHOLE }), 'e1');
  await cluster.ended('e1');
  expect(met()).toBe(2);
  expect(cluster.placedNames('j')).toEqual(['g[0]', 'g[1]', 'g[2]']);
  expect(cluster.view.state.allocs.size).toBe(3);
});

describe.each(JobType.options)('%s', (type) => {
  test('rejected plans up to the limit, then failed', async () => {
    await cluster.addNodes(someNodes(1));
    const met = await startDisturbed(() => true);
    await cluster.register(oneGroup({}, { type }), 'e1');
    await cluster.ended('e1');
    expect(met()).toBe(20);
    expect(evaluationOf('e1')).toMatchObject({
      status: 'failed',
      statusDescription: 'maximum attempts reached (20)',
    });
  });

  test('plan retries until it is through', async () => {
    await cluster.addNodes(someNodes(1));
    let left = 19;
    await startDisturbed(() => left-- > 0);
    await cluster.register(oneGroup({}, { type }), 'e1');
    await cluster.ended('e1');
    expect(evaluationOf('e1')?.status).toBe('complete');
    expect(cluster.placedNames('j')).toEqual(['g[0]']);
  });
});

test('retry loop with reset on progress', async () => {
  await cluster.addNodes(someNodes(3));
  // Each node is met nineteen times before what is for it is stored: far more than may be rejected in a row.
  const left = new Map([1, 2, 3].map((i) => [node(i), 19 * i]));
  const met = await startDisturbed((subject) => {
    const times = left.get(subject) ?? 0;
    left.set(subject, times - 1);
    return times > 0;
  });
  await cluster.register(oneGroup({}, { type: 'system' }), 'e1');
  await cluster.ended('e1');
  expect(met()).toBe(19 * (1 + 2 + 3));
  expect(evaluationOf('e1')?.status).toBe('complete');
  expect(cluster.placedNames('j')).toHaveLength(3);
});

test('what counts as progress: a deployment too', async () => {
  await cluster.addNodes(someNodes(1));
  // The first plan stores the deployment and nothing else; twenty more are rejected whole.
  const met = await startDisturbed(() => true);
  await cluster.register(oneGroup({ update: anUpdate() }), 'e1');
  await cluster.ended('e1');
  expect(cluster.view.state.deployments.size).toBe(1);
  expect(met()).toBe(1 + 20);
});

test('queued counts after the plan result', async () => {
  await cluster.addNodes(someNodes(2));
  let isFirst = true;
  await startDisturbed((subject) => {
    const meets = isFirst && subject === node(2);
    isFirst &&= !meets;
    return meets;
  });
  await cluster.register(oneGroup({ count: 3, tasks: WHOLE }), 'e1');
  await cluster.ended('e1');
  expect(evaluationOf('e1')).toMatchObject({ status: 'complete', queuedAllocations: { g: 1 } });
  expect(cluster.placedNames('j')).toEqual(['g[0]', 'g[1]']);
});
