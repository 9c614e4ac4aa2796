import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { LeadershipTerm } from './leadership-term.ts';
import { startEvalBroker } from './start-eval-broker.ts';
import { Cluster } from './testing/cluster.ts';

let cluster: Cluster;

beforeEach(() => {
  cluster = new Cluster();
});

afterEach(async () => {
  await cluster.close();
});

test('the evaluation of a registered job is ready for a worker', async () => {
  const broker = await startEvalBroker(await cluster.broker('b1'));
  await cluster.register('web', 'e1');
  expect(await cluster.take()).toEqual({
    evalId: 'e1',
    namespace: 'default',
    jobId: 'web',
    minSeq: 1,
  });
  await broker.close();
});

test('what was registered while nobody led is released by the next leader', async () => {
  await cluster.register('web', 'e1');
  const broker = await startEvalBroker(await cluster.broker('b1'));
  expect(await cluster.take()).toMatchObject({ evalId: 'e1' });
  await broker.close();
});

test('a standby takes over what its leader left behind', async () => {
  const leader = await startEvalBroker(await cluster.broker('b1'));
  const standby = await startEvalBroker(await cluster.broker('b2'));
  await cluster.register('web', 'e1');
  expect(await cluster.take()).toMatchObject({ evalId: 'e1' });
  await cluster.append(subjects.evaluation('default', 'web'), {
    type: 'EvaluationCreated',
    v: 1,
    evaluation: {
      id: 'e2',
      namespace: 'default',
      jobId: 'web',
      type: 'batch',
      priority: 50,
      triggeredBy: 'node-update',
    },
  });
  await cluster.settled();
  await leader.close();
  await cluster.append(subjects.evaluation('default', 'web'), {
    type: 'EvaluationCompleted',
    v: 1,
    evalId: 'e1',
    queuedAllocations: {},
    failedGroups: {},
    desiredUpdates: {},
    logicVersion: 1,
  });
  expect(await cluster.take()).toMatchObject({ evalId: 'e2' });
  await standby.close();
});

test('a silent node is down, and ready again when it is heard', async () => {
  const broker = await startEvalBroker(await cluster.broker('b1'));
  await cluster.join('n1');
  await cluster.settled();
  cluster.timers.advance(21_000);
  await cluster.untilEvents('NodeStatusChanged', 1);
  cluster.store.live.publish('heartbeat.n1', { nodeId: 'n1' });
  expect(await cluster.untilEvents('NodeStatusChanged', 2)).toMatchObject([
    { nodeId: 'n1', status: 'down', message: 'Node heartbeat missed' },
    { nodeId: 'n1', status: 'ready', message: 'Node reregistered by heartbeat' },
  ]);
  await broker.close();
});

test('a heartbeat that names no node is told of, and nothing else', async () => {
  const broker = await startEvalBroker(await cluster.broker('b1'));
  await cluster.untilLine('lease acquired: leading');
  cluster.store.live.publish('heartbeat.%', {});
  await cluster.untilLine('a heartbeat names no node');
  await cluster.register('web', 'e1');
  expect(await cluster.take()).toMatchObject({ evalId: 'e1' });
  await broker.close();
});

test('a leader that died is followed by its standby after the lease has run out', async () => {
  const leader = await startEvalBroker(await cluster.broker('b1'));
  const standby = await startEvalBroker(await cluster.broker('b2'));
  await cluster.join('n1');
  await cluster.settled();
  cluster.store.leases.crash('b1');
  cluster.timers.advance(2_000);
  await cluster.untilLine('"name":"b2"', 'lease acquired: leading');
  cluster.timers.advance(21_000);
  await cluster.untilEvents('NodeStatusChanged', 1);
  expect(cluster.actorsOf('NodeStatusChanged')).toEqual(['eval-broker/b2']);
  await leader.close();
  await standby.close();
});

test('of two that believe to lead, the log takes the word of one', async () => {
  await cluster.join('n1');
  const end = new AbortController();
  const terms = [];
  for (const name of ['b1', 'zombie']) {
    const term = new LeadershipTerm(await cluster.broker(name));
    terms.push(term.lead(end.signal));
  }
  cluster.timers.advance(21_000);
  await cluster.untilLine('lost its compare-and-set');
  await cluster.settled();
  expect(cluster.eventsOf('NodeStatusChanged')).toHaveLength(1);
  end.abort();
  await Promise.all(terms);
});
