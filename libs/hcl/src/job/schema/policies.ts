import {
  anyMap,
  apiOnly,
  bool,
  duration,
  integer,
  optional,
  required,
  text,
  type BlockSchema,
} from '../../decode/schema.ts';

export const restart: BlockSchema = {
  fields: [
    optional(duration('interval', 'Interval')),
    optional(integer('attempts', 'Attempts')),
    optional(duration('delay', 'Delay')),
    optional(text('mode', 'Mode')),
    optional(bool('render_templates', 'RenderTemplates')),
  ],
};

export const reschedule: BlockSchema = {
  fields: [
    optional(integer('attempts', 'Attempts')),
    optional(duration('interval', 'Interval')),
    optional(duration('delay', 'Delay')),
    optional(text('delay_function', 'DelayFunction')),
    optional(duration('max_delay', 'MaxDelay')),
    optional(bool('unlimited', 'Unlimited')),
  ],
};

export const update: BlockSchema = {
  fields: [
    optional(duration('stagger', 'Stagger')),
    optional(integer('max_parallel', 'MaxParallel')),
    optional(text('health_check', 'HealthCheck')),
    optional(duration('min_healthy_time', 'MinHealthyTime')),
    optional(duration('healthy_deadline', 'HealthyDeadline')),
    optional(duration('progress_deadline', 'ProgressDeadline')),
    optional(integer('canary', 'Canary')),
    optional(bool('auto_revert', 'AutoRevert')),
    optional(bool('auto_promote', 'AutoPromote')),
  ],
};

export const migrate: BlockSchema = {
  fields: [
    optional(integer('max_parallel', 'MaxParallel')),
    optional(text('health_check', 'HealthCheck')),
    optional(duration('min_healthy_time', 'MinHealthyTime')),
    optional(duration('healthy_deadline', 'HealthyDeadline')),
  ],
};

export const disconnect: BlockSchema = {
  fields: [
    optional(duration('lost_after', 'LostAfter')),
    optional(duration('stop_on_client_after', 'StopOnClientAfter')),
    optional(bool('replace', 'Replace')),
    optional(text('reconcile', 'Reconcile')),
  ],
};

/** A task's policies have a label that says what they scale; a group's has none. */
const scalingFields = [
  optional(integer('min', 'Min')),
  required(integer('max', 'Max')),
  anyMap('policy', 'Policy'),
  optional(bool('enabled', 'Enabled')),
  text('type', 'Type'),
  apiOnly('ID', ''),
  apiOnly('Namespace', ''),
  apiOnly('Target', null),
  apiOnly('CreateIndex', 0),
  apiOnly('ModifyIndex', 0),
];

export const groupScaling: BlockSchema = {
  defaults: { Type: 'horizontal' },
  fields: scalingFields,
};

export const taskScaling: BlockSchema = { label: 'Label', fields: scalingFields };
