import {
  shorthand,
  blocks,
  integer,
  optional,
  text,
  type BlockSchema,
} from '../../decode/schema.ts';

/** `version = ">= 1.2"` stands for operator "version" with that value. */
export const CONSTRAINT_SHORTHANDS = [
  'version',
  'semver',
  'regexp',
  'set_contains',
  'set_contains_all',
  'set_contains_any',
  'distinct_property',
  'distinct_hosts',
  'is_set',
  'is_not_set',
] as const;

const FLAGS: readonly string[] = ['distinct_hosts', 'is_set', 'is_not_set'];

const constraintShorthands = CONSTRAINT_SHORTHANDS.map((name) =>
  shorthand(FLAGS.includes(name) ? 'bool' : 'text', name),
);

const affinityShorthands = CONSTRAINT_SHORTHANDS.filter((name) => !name.startsWith('distinct')).map(
  (name) => shorthand(FLAGS.includes(name) ? 'bool' : 'text', name),
);

export const constraint: BlockSchema = {
  defaults: { Operand: '=' },
  pointsAtWholeValue: true,
  fields: [
    ...constraintShorthands,
    text('attribute', 'LTarget'),
    text('value', 'RTarget'),
    text('operator', 'Operand'),
  ],
};

export const affinity: BlockSchema = {
  defaults: { Operand: '=' },
  pointsAtWholeValue: true,
  fields: [
    ...affinityShorthands,
    text('attribute', 'LTarget'),
    text('value', 'RTarget'),
    text('operator', 'Operand'),
    optional(integer('weight', 'Weight')),
  ],
};

export const spreadTarget: BlockSchema = {
  label: 'Value',
  fields: [integer('percent', 'Percent')],
};

export const spread: BlockSchema = {
  fields: [
    text('attribute', 'Attribute'),
    optional(integer('weight', 'Weight')),
    blocks('target', 'SpreadTarget', spreadTarget),
  ],
};
