import type { DisconnectStrategy, EvaluationTrigger, TaskGroup } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from './cluster.ts';
import { oneGroup } from './job-builder.ts';
import { someNodes } from './node-builder.ts';
import { summaryOf } from './summary.ts';

export const LOST_AFTER_MS = 600_000;
export const AT_ONCE = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 0,
  delayFunction: 'constant',
  maxDelayMs: 0,
  unlimited: true,
} as const;

export const strategy = (changes: Partial<DisconnectStrategy> = {}): DisconnectStrategy => ({
  lostAfterMs: LOST_AFTER_MS,
  replace: true,
  reconcile: 'best_score',
  ...changes,
});

/** `j.g[0]` runs on one of three nodes, which its tests call `home`. */
export function running(group: Partial<TaskGroup>): { cluster: TestCluster; home: string } {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup({ reschedulePolicy: AT_ONCE, ...group })));
  cluster.allRunning('j');
  return { cluster, home: cluster.alloc('j', 'j.g[0]').nodeId };
}

export function look(cluster: TestCluster, trigger: EvaluationTrigger = 'node-update'): Plan {
  return cluster.run(cluster.evaluate('j', trigger));
}

/** What a plan does, without the nodes, which chance decides. */
export function told(cluster: TestCluster, plan: Plan): string[] {
  return summaryOf(plan, cluster.state).map((line) => line.replace(/ on n\d+/, ''));
}

export function followupsOf({ outcome }: Plan) {
  return outcome.events.flatMap((event) =>
    event.type === 'EvaluationCreated' ? [event.evaluation] : [],
  );
}

/** The node is out of touch, and what ran there runs a second time elsewhere. */
export function replaced(disconnect: Partial<DisconnectStrategy> = {}) {
  const { cluster, home } = running({ disconnect: strategy(disconnect) });
  const original = cluster.alloc('j', 'j.g[0]');
  cluster.nodeIs(home, 'disconnected');
  look(cluster);
  const replacement = cluster.allocs('j').find(({ id }) => id !== original.id);
  if (!replacement) throw new Error('nothing was placed');
  cluster.report(replacement, 'running');
  const now = (id: string) => cluster.allocs('j').find((alloc) => alloc.id === id);
  return { cluster, home, original, replacement, now };
}
