import { describe, expect, test } from '@jest/globals';
import type { TaskGroup } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { look as asked } from '../testing/group-cases.ts';
import { oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const STRATEGY = { lostAfterMs: 0, replace: true, reconcile: 'best_score' } as const;

/** `j.g[0]` runs on one of three nodes, which its tests call `home`. */
function running(group: Partial<TaskGroup>): { cluster: TestCluster; home: string } {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup(group)));
  cluster.allRunning('j');
  return { cluster, home: cluster.alloc('j', 'j.g[0]').nodeId };
}

const look = (cluster: TestCluster): Plan => cluster.run(asked(cluster));

/** What a plan does, without the nodes, which chance decides. */
const told = (cluster: TestCluster, plan: Plan): string[] =>
  summaryOf(plan, cluster.state).map((line) => line.replace(/ on n\d+/, ''));

const followupsOf = ({ outcome }: Plan) =>
  outcome.events.flatMap((event) => (event.type === 'EvaluationCreated' ? [event.evaluation] : []));

describe('stop_on_client_after delays the replacement by a follow-up evaluation', () => {
  const group = { disconnect: { ...STRATEGY, stopOnClientAfterMs: 60_000 } };
  /** A minute, and what the task may take to end. */
  const WAIT_MS = 65_000;

  test('which places it, and nothing before does', () => {
    const { cluster, home } = running(group);
    cluster.report(cluster.alloc('j', 'j.g[0]'), 'running', undefined, cluster.nowMs);
    cluster.nodeDown(home);
    const plan = look(cluster);
    expect(told(cluster, plan)).toEqual([
      'stop j.g[0]: alloc is lost since its node is down (lost)',
    ]);
    const [followup] = followupsOf(plan);
    expect(followup).toMatchObject({
      triggeredBy: 'alloc-failure',
      waitUntilMs: cluster.nowMs + WAIT_MS,
    });
    expect(cluster.allocs('j')[0]?.followupEvalId).toBe(followup?.id);
    expect(told(cluster, look(cluster))).toEqual([]);
    cluster.nowMs += WAIT_MS;
    expect(told(cluster, cluster.run(followup?.id ?? ''))).toEqual(['place j.g[0]']);
  });

  test('stop_after_client_disconnect, its older name, does the same', () => {
    const { cluster, home } = running({ stopAfterClientDisconnectMs: 60_000 });
    cluster.nodeDown(home);
    expect(followupsOf(look(cluster))).toMatchObject([{ waitUntilMs: cluster.nowMs + WAIT_MS }]);
  });
});
