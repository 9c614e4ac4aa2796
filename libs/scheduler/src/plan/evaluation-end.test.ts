import { describe, expect, test } from '@jest/globals';
import { EvaluationTrigger, JobType, subjects } from '@steppe/domain';
import { giveUp } from '../schedule.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aGroup, aJob, aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();
const sized = (cpuMhz: number) => [aTask({ resources: { ...TASK, cpuMhz } })];
const blockedOf = ({ state }: TestCluster) =>
  [...state.evals.values()].filter(({ status }) => status === 'blocked');

test('fields of the final evaluation update', () => {
  const cluster = clusterOf(someNodes(1));
  const update = anUpdate();
  const groups = [aGroup({ count: 2, update }), aGroup({ name: 'h', tasks: sized(9_000) })];
  const evalId = cluster.register(aJob({ groups }));
  cluster.run(evalId);
  const [blocked] = blockedOf(cluster);
  const [deployment] = cluster.state.deployments.keys();
  expect(cluster.state.evals.get(evalId)).toMatchObject({
    status: 'complete',
    blockedEvalId: blocked?.evaluation.id,
    evaluation: { deploymentId: deployment },
    queuedAllocations: { g: 0, h: 1 },
    failedGroups: { h: { dimensionExhausted: { cpu: 1 } } },
  });
  expect(blocked?.evaluation).toMatchObject({
    previousEvalId: evalId,
    triggeredBy: 'queued-allocs',
    statusDescription: 'created to place remaining allocations',
  });
});

describe('a blocked evaluation', () => {
  test('placed fully: complete, no new blocked one', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(oneGroup({ count: 2, tasks: sized(4_000) })));
    const [waiting] = blockedOf(cluster);
    cluster.addNode(aNode('n2'));
    unblock(cluster, waiting?.evaluation.id ?? '');
    cluster.run(waiting?.evaluation.id ?? '');
    expect(cluster.living('j')).toHaveLength(2);
    expect(blockedOf(cluster)).toEqual([]);
    expect(cluster.state.evals.get(waiting?.evaluation.id ?? '')?.status).toBe('complete');
  });

  test('max-plan blocked evaluation is processed', () => {
    const cluster = clusterOf(someNodes(1));
    const evalId = cluster.register(oneGroup({ count: 2 }));
    const { outcome } = giveUp(cluster.state, evalId, { nowMs: cluster.nowMs, attempts: 20 });
    cluster.append(subjects.evaluation('default', 'j'), outcome.events);
    const [waiting] = blockedOf(cluster);
    expect(waiting?.evaluation.triggeredBy).toBe('max-plan-attempts');
    unblock(cluster, waiting?.evaluation.id ?? '');
    cluster.run(waiting?.evaluation.id ?? '');
    expect(cluster.living('j')).toHaveLength(2);
    expect(blockedOf(cluster)).toEqual([]);
  });
});

function unblock(cluster: TestCluster, evalId: string): void {
  const event = { type: 'EvaluationUnblocked', v: 1, evalId } as const;
  cluster.append(subjects.evaluation('default', 'j'), [event]);
}

describe('which triggers are accepted', () => {
  test.each(JobType.options)('each that there is, by a %s job', (type) => {
    for (const trigger of EvaluationTrigger.options) {
      const cluster = clusterOf(someNodes(2));
      cluster.run(cluster.register(oneGroup({}, { type })));
      cluster.nodeDown(cluster.living('j')[0]?.nodeId ?? '');
      const evalId = cluster.evaluate('j', trigger);
      cluster.run(evalId);
      expect([trigger, cluster.state.evals.get(evalId)?.status]).toEqual([trigger, 'complete']);
      const lost = cluster.allocs('j').filter(({ clientStatus }) => clientStatus === 'lost');
      expect([trigger, lost.length]).toEqual([trigger, 1]);
    }
  });

  test('and no other', () => {
    expect(EvaluationTrigger.safeParse('on-a-whim').success).toBe(false);
  });
});
