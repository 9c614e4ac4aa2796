import {
  withoutEffect,
  block,
  blocks,
  integer,
  optional,
  text,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';
import { network } from './network.ts';
import { affinity, constraint } from './placement.ts';

export const device: BlockSchema = {
  label: 'Name',
  fields: [
    optional(integer('count', 'Count')),
    blocks('constraint', 'Constraints', constraint),
    blocks('affinity', 'Affinities', affinity),
  ],
};

export const numa: BlockSchema = {
  fields: [text('affinity', 'Affinity'), texts('devices', 'Devices')],
};

export const resources: BlockSchema = {
  fields: [
    optional(integer('cpu', 'CPU')),
    optional(integer('cores', 'Cores')),
    optional(integer('memory', 'MemoryMB')),
    optional(integer('memory_max', 'MemoryMaxMB')),
    withoutEffect(optional(integer('disk', 'DiskMB'))),
    blocks('network', 'Networks', network),
    blocks('device', 'Devices', device),
    withoutEffect(block('numa', 'NUMA', numa)),
    optional(integer('secrets', 'SecretsMB')),
    withoutEffect(optional(integer('iops', 'IOPS'))),
  ],
};
