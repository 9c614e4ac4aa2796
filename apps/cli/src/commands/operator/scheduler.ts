import {
  SchedulerConfigurationResponse,
  SchedulerConfigurationUpdate,
  type WireSchedulerConfiguration,
} from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { noArguments, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpec, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { keyValues } from '../../layout/table.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

const PATH = '/v1/operator/scheduler/configuration';

export const operatorSchedulerGetConfig: Command = {
  usage: 'steppe operator scheduler get-config [options]',
  example: 'steppe operator scheduler get-config -json',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const { SchedulerConfig, KnownLeader } = await read(context);
    const answer = {
      SchedulerConfig,
      KnownLeader,
      LastContact: 0,
      LastIndex: 0,
      NextToken: '',
      RequestTime: 0,
    };
    if (!printFormatted(context, answer)) context.terminal.out(configurationBlock(SchedulerConfig));
    return 0;
  },
};

/** Takes a value as well as none: `-preempt-service-scheduler=false`. */
const SWITCHES = {
  'memory-oversubscription': toggle('Let memory_max exceed what is reserved.'),
  'pause-eval-broker': toggle('Keep evaluations waiting.'),
  'preempt-batch-scheduler': toggle('Let batch jobs evict what matters less.'),
  'preempt-service-scheduler': toggle('Let service jobs evict what matters less.'),
  'preempt-sysbatch-scheduler': toggle('Let sysbatch jobs evict what matters less.'),
  'preempt-system-scheduler': toggle('Let system jobs evict what matters less.'),
  'reject-job-registration': toggle('Let only management tokens register jobs.'),
};

export const operatorSchedulerSetConfig: Command = {
  usage: 'steppe operator scheduler set-config [options]',
  example: 'steppe operator scheduler set-config -scheduler-algorithm=spread',
  flags: {
    ...CLIENT_FLAGS,
    'check-index': { type: 'integer', help: 'Only if it has not changed since this index.' },
    'node-limit-for-feasibility-checks': {
      type: 'string',
      help: 'Kept for other tools: all feasible nodes are ranked.',
    },
    'scheduler-algorithm': { type: 'string', help: 'binpack or spread.' },
    ...SWITCHES,
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const checked = parsed.value('check-index');
    const checkIndex = checked === undefined ? undefined : wholeNumber(checked, 'check-index');
    const { SchedulerConfig } = await read(context);
    if (checkIndex !== undefined && checkIndex !== SchedulerConfig.ModifyIndex) {
      throw mismatch(checkIndex, SchedulerConfig);
    }
    const change = clientOf(context).call('PUT', PATH, SchedulerConfigurationUpdate, {
      body: changed(SchedulerConfig, context),
      query: { cas: checkIndex },
    });
    const { value } = await during('Error setting scheduler configuration', change);
    if (!value.Updated)
      throw new Failure('Scheduler configuration could not be atomically updated');
    terminal.out('Scheduler configuration updated!');
    return 0;
  },
};

async function read(context: CommandContext): Promise<SchedulerConfigurationResponse> {
  const answer = clientOf(context).call('GET', PATH, SchedulerConfigurationResponse);
  return (await during('Error querying scheduler configuration', answer)).value;
}

/** The configuration with what the flags say; flags that are not given change nothing. */
function changed(
  before: WireSchedulerConfiguration,
  { parsed }: Pick<CommandContext, 'parsed'>,
): WireSchedulerConfiguration {
  const flag = (name: keyof typeof SWITCHES, value: boolean): boolean =>
    parsed.isGiven(name) ? parsed.flag(name) : value;
  const { PreemptionConfig: preemption } = before;
  const limit = parsed.value('node-limit-for-feasibility-checks');
  const algorithm = parsed.value('scheduler-algorithm') ?? before.SchedulerAlgorithm;
  if (algorithm === '') throw new UsageError('-scheduler-algorithm must be binpack or spread');
  return {
    ...before,
    SchedulerAlgorithm: algorithm,
    PreemptionConfig: {
      SystemSchedulerEnabled: flag('preempt-system-scheduler', preemption.SystemSchedulerEnabled),
      SysBatchSchedulerEnabled: flag(
        'preempt-sysbatch-scheduler',
        preemption.SysBatchSchedulerEnabled,
      ),
      BatchSchedulerEnabled: flag('preempt-batch-scheduler', preemption.BatchSchedulerEnabled),
      ServiceSchedulerEnabled: flag(
        'preempt-service-scheduler',
        preemption.ServiceSchedulerEnabled,
      ),
    },
    MemoryOversubscriptionEnabled: flag(
      'memory-oversubscription',
      before.MemoryOversubscriptionEnabled,
    ),
    RejectJobRegistration: flag('reject-job-registration', before.RejectJobRegistration),
    PauseEvalBroker: flag('pause-eval-broker', before.PauseEvalBroker),
    NodeLimitForFeasibilityChecks:
      limit === undefined
        ? before.NodeLimitForFeasibilityChecks
        : wholeNumber(limit, 'node-limit-for-feasibility-checks'),
  };
}

function configurationBlock(config: WireSchedulerConfiguration): string {
  const { PreemptionConfig: preemption } = config;
  return keyValues([
    ['Scheduler Algorithm', config.SchedulerAlgorithm],
    ['Memory Oversubscription', String(config.MemoryOversubscriptionEnabled)],
    ['Reject Job Registration', String(config.RejectJobRegistration)],
    ['Pause Eval Broker', String(config.PauseEvalBroker)],
    ['Preemption System Scheduler', String(preemption.SystemSchedulerEnabled)],
    ['Preemption Service Scheduler', String(preemption.ServiceSchedulerEnabled)],
    ['Preemption Batch Scheduler', String(preemption.BatchSchedulerEnabled)],
    ['Preemption SysBatch Scheduler', String(preemption.SysBatchSchedulerEnabled)],
    ['Node Limit For Feasibility Checks', String(config.NodeLimitForFeasibilityChecks)],
    ['Modify Index', String(config.ModifyIndex)],
  ]);
}

/** Nomad's words, to the letter. */
function mismatch(checkIndex: number, { ModifyIndex }: WireSchedulerConfiguration): Failure {
  return new Failure(
    `Error performing check index set: check-index ${checkIndex} does not match does not match current state value ${ModifyIndex}`,
  );
}

function toggle(help: string): FlagSpec {
  return { type: 'boolean', help };
}
