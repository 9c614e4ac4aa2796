import type { SchedulerConfiguration } from '../config/scheduler-configuration.ts';
import type { SchedulerConfigurationChanged } from '../events/config-events.ts';
import type { FoldContext } from './fold-context.ts';
import type { State } from './tables.ts';

export function foldSchedulerConfigurationChanged(
  state: State,
  { configuration }: SchedulerConfigurationChanged,
  { seq }: FoldContext,
): void {
  const { createSeq } = state.schedulerConfiguration;
  state.schedulerConfiguration = { configuration, createSeq: createSeq || seq, modifySeq: seq };
}

/** The scheduler configuration for jobs of a node pool: the one place that says what overrules what. */
export function schedulerConfigurationOf(state: State, _nodePool: string): SchedulerConfiguration {
  return state.schedulerConfiguration.configuration;
}
