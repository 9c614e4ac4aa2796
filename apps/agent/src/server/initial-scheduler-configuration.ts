import {
  DEFAULT_SCHEDULER_CONFIGURATION,
  SchedulerConfiguration,
  SteppeError,
} from '@steppe/domain';
import type { AgentConfig } from '@steppe/hcl';

/**
 * What `server.default_scheduler_config` says.
 *
 * @throws SteppeError `CONFIG_INVALID` for an algorithm that there is not.
 */
export function initialSchedulerConfigurationOf({ server }: AgentConfig): SchedulerConfiguration {
  const { schedulerAlgorithm, preemptionConfig, ...given } = server.defaultSchedulerConfig;
  const algorithm = SchedulerConfiguration.shape.algorithm.safeParse(schedulerAlgorithm);
  if (!algorithm.success) {
    throw new SteppeError(
      'CONFIG_INVALID',
      `server.default_scheduler_config: scheduler_algorithm is "${schedulerAlgorithm}", and must be binpack or spread`,
    );
  }
  return {
    ...DEFAULT_SCHEDULER_CONFIGURATION,
    algorithm: algorithm.data,
    preemption: {
      service: preemptionConfig.serviceSchedulerEnabled,
      batch: preemptionConfig.batchSchedulerEnabled,
      system: preemptionConfig.systemSchedulerEnabled,
      sysbatch: preemptionConfig.sysbatchSchedulerEnabled,
    },
    memoryOversubscription: given.memoryOversubscriptionEnabled,
    rejectJobRegistration: given.rejectJobRegistration,
    pauseEvalBroker: given.pauseEvalBroker,
  };
}
