import type { SchedulerConfiguration } from '../config/scheduler-configuration.ts';
import type { SchedulerConfigurationChanged } from '../events/config-events.ts';
import type { FoldContext } from './fold-context.ts';
import { schedulingOfPool } from './queries.ts';
import type { State } from './tables.ts';

export function foldSchedulerConfigurationChanged(
  state: State,
  { configuration }: SchedulerConfigurationChanged,
  { seq }: FoldContext,
): void {
  const { createSeq } = state.schedulerConfiguration;
  state.schedulerConfiguration = { configuration, createSeq: createSeq || seq, modifySeq: seq };
}

/** The scheduler configuration for jobs of a node pool: what the pool says of its own overrules the cluster's. */
export function schedulerConfigurationOf(state: State, nodePool: string): SchedulerConfiguration {
  const { configuration } = state.schedulerConfiguration;
  const own = schedulingOfPool(state, nodePool);
  return {
    ...configuration,
    algorithm: own.algorithm ?? configuration.algorithm,
    memoryOversubscription: own.memoryOversubscription ?? configuration.memoryOversubscription,
  };
}
