import type { EpochMs, State } from '@steppe/domain';
import { BlockedEvaluations } from './blocked/blocked-evaluations.ts';
import type { BrokerOptions } from './broker-options.ts';
import { AllocationDemands } from './demand/allocation-demands.ts';
import { EvaluationDemands } from './demand/evaluation-demands.ts';
import { NodeDemands } from './demand/node-demands.ts';
import { Drainer } from './drain/drainer.ts';
import { DeploymentWatcher } from './deployments/deployment-watcher.ts';
import { GarbageCollector } from './gc/garbage-collector.ts';
import { NodeLiveness } from './heartbeat/node-liveness.ts';
import { type EvaluationIntents, evaluationIntents } from './outbox/evaluation-intents.ts';
import { changeNodeStatus } from './outbox/node-intents.ts';
import { Outbox } from './outbox/outbox.ts';
import { PeriodicLauncher } from './periodic/periodic-launcher.ts';
import { EvaluationQueue } from './queue/evaluation-queue.ts';

/** All that the broker looks after, wired together over one state that only the fold changes. */
export interface Duties {
  readonly state: State;
  readonly options: BrokerOptions;
  readonly outbox: Outbox;
  readonly intents: EvaluationIntents;
  readonly queue: EvaluationQueue;
  readonly blocked: BlockedEvaluations;
  readonly liveness: NodeLiveness;
  readonly deployments: DeploymentWatcher;
  readonly drainer: Drainer;
  readonly periodic: PeriodicLauncher;
  readonly collector: GarbageCollector;
  readonly demands: EvaluationDemands;
  readonly allocationDemands: AllocationDemands;
  readonly nodeDemands: NodeDemands;
}

export function wireDuties(state: State, nowMs: EpochMs, options: BrokerOptions): Duties {
  const queue = new EvaluationQueue(options);
  const outbox = new Outbox(({ evaluationsOf }) => {
    if (evaluationsOf !== undefined) queue.nudge(evaluationsOf);
  });
  const intents = evaluationIntents(outbox);
  const demands = new EvaluationDemands(outbox, (key, seq) => queue.coversSeq(key, seq));
  return {
    state,
    options,
    outbox,
    intents,
    queue,
    blocked: new BlockedEvaluations(state, {
      conflictRetryMs: options.conflictRetryMs,
      onWake: intents.unblock,
      onCancel: intents.cancel,
    }),
    liveness: new NodeLiveness(state, nowMs, {
      ...options,
      onChange: (change) => changeNodeStatus(outbox, change),
    }),
    deployments: new DeploymentWatcher(state, { outbox, demands }),
    drainer: new Drainer(state, nowMs, outbox),
    periodic: new PeriodicLauncher(state, outbox),
    collector: new GarbageCollector(state, nowMs, { outbox, options }),
    demands,
    allocationDemands: new AllocationDemands(state, demands),
    nodeDemands: new NodeDemands(state, demands),
  };
}
