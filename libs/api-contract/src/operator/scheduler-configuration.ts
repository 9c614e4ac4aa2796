import {
  SchedulerAlgorithm,
  type SchedulerConfiguration,
  type SchedulerConfigurationRow,
  SteppeError,
} from '@steppe/domain';
import { z } from 'zod';
import { Flag, Index, Text, Whole } from '../wire/values.ts';

export const WireSchedulerConfiguration = z
  .object({
    SchedulerAlgorithm: z.string(),
    PreemptionConfig: z.object({
      SystemSchedulerEnabled: z.boolean(),
      SysBatchSchedulerEnabled: z.boolean(),
      BatchSchedulerEnabled: z.boolean(),
      ServiceSchedulerEnabled: z.boolean(),
    }),
    MemoryOversubscriptionEnabled: z.boolean(),
    RejectJobRegistration: z.boolean(),
    PauseEvalBroker: z.boolean(),
    NodeLimitForFeasibilityChecks: z.int(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'SchedulerConfiguration' });
export type WireSchedulerConfiguration = z.infer<typeof WireSchedulerConfiguration>;

export const SchedulerConfigurationResponse = z
  .object({
    SchedulerConfig: WireSchedulerConfiguration,
    Index,
    LastContact: z.int(),
    KnownLeader: z.boolean(),
    NextToken: z.string(),
  })
  .meta({ id: 'SchedulerConfigurationResponse' });
export type SchedulerConfigurationResponse = z.infer<typeof SchedulerConfigurationResponse>;

/** The whole configuration: what it does not name is switched off. */
export const SchedulerConfigurationRequest = z
  .looseObject({
    SchedulerAlgorithm: Text,
    PreemptionConfig: z
      .looseObject({
        SystemSchedulerEnabled: Flag,
        SysBatchSchedulerEnabled: Flag,
        BatchSchedulerEnabled: Flag,
        ServiceSchedulerEnabled: Flag,
      })
      .nullish(),
    MemoryOversubscriptionEnabled: Flag,
    RejectJobRegistration: Flag,
    PauseEvalBroker: Flag,
    NodeLimitForFeasibilityChecks: Whole,
  })
  .meta({ id: 'SchedulerConfigurationRequest' });
export type SchedulerConfigurationRequest = z.infer<typeof SchedulerConfigurationRequest>;

export const SchedulerConfigurationUpdate = z
  .object({ Updated: z.boolean(), Index })
  .meta({ id: 'SchedulerConfigurationUpdate' });
export type SchedulerConfigurationUpdate = z.infer<typeof SchedulerConfigurationUpdate>;

export function schedulerConfigurationToWire({
  configuration,
  createSeq,
  modifySeq,
}: SchedulerConfigurationRow): WireSchedulerConfiguration {
  const { preemption } = configuration;
  return {
    SchedulerAlgorithm: configuration.algorithm,
    PreemptionConfig: {
      SystemSchedulerEnabled: preemption.system,
      SysBatchSchedulerEnabled: preemption.sysbatch,
      BatchSchedulerEnabled: preemption.batch,
      ServiceSchedulerEnabled: preemption.service,
    },
    MemoryOversubscriptionEnabled: configuration.memoryOversubscription,
    RejectJobRegistration: configuration.rejectJobRegistration,
    PauseEvalBroker: configuration.pauseEvalBroker,
    NodeLimitForFeasibilityChecks: configuration.nodeLimit,
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
export function schedulerConfigurationFromWire(
  wire: SchedulerConfigurationRequest,
): SchedulerConfiguration {
  const { SchedulerAlgorithm: name, PreemptionConfig: preemption } = wire;
  const algorithm = SchedulerAlgorithm.safeParse(name || 'binpack');
  if (!algorithm.success) {
    throw new SteppeError('REQUEST_INVALID', `invalid scheduler algorithm: ${name}`);
  }
  const nodeLimit = wire.NodeLimitForFeasibilityChecks ?? 0;
  if (nodeLimit < 0) {
    throw new SteppeError(
      'REQUEST_INVALID',
      `NodeLimitForFeasibilityChecks is ${nodeLimit}, and must not be negative`,
    );
  }
  return {
    algorithm: algorithm.data,
    preemption: {
      service: preemption?.ServiceSchedulerEnabled ?? false,
      batch: preemption?.BatchSchedulerEnabled ?? false,
      system: preemption?.SystemSchedulerEnabled ?? false,
      sysbatch: preemption?.SysBatchSchedulerEnabled ?? false,
    },
    memoryOversubscription: wire.MemoryOversubscriptionEnabled ?? false,
    rejectJobRegistration: wire.RejectJobRegistration ?? false,
    pauseEvalBroker: wire.PauseEvalBroker ?? false,
    nodeLimit,
  };
}
