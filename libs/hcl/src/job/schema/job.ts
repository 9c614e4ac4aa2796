import {
  withoutEffect,
  apiOnly,
  block,
  blocks,
  bool,
  integer,
  optional,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';
import { group } from './group.ts';
import { affinity, constraint, spread } from './placement.ts';
import { migrate, reschedule, update } from './policies.ts';

export const multiregionStrategy: BlockSchema = {
  fields: [
    optional(integer('max_parallel', 'MaxParallel')),
    optional(text('on_failure', 'OnFailure')),
  ],
};

export const multiregionRegion: BlockSchema = {
  label: 'Name',
  fields: [
    optional(integer('count', 'Count')),
    texts('datacenters', 'Datacenters'),
    text('node_pool', 'NodePool'),
    textMap('meta', 'Meta'),
  ],
};

export const multiregion: BlockSchema = {
  fields: [
    block('strategy', 'Strategy', multiregionStrategy),
    blocks('region', 'Regions', multiregionRegion),
  ],
};

export const periodic: BlockSchema = {
  fields: [
    optional(bool('enabled', 'Enabled')),
    optional(text('cron', 'Spec')),
    texts('crons', 'Specs'),
    apiOnly('SpecType', null),
    optional(bool('prohibit_overlap', 'ProhibitOverlap')),
    optional(text('time_zone', 'TimeZone')),
  ],
};

export const parameterized: BlockSchema = {
  fields: [
    text('payload', 'Payload'),
    texts('meta_required', 'MetaRequired'),
    texts('meta_optional', 'MetaOptional'),
  ],
};

export const uiLink: BlockSchema = {
  fields: [text('label', 'Label'), text('url', 'URL')],
};

export const ui: BlockSchema = {
  fields: [text('description', 'Description'), blocks('link', 'Links', uiLink)],
};

export const job: BlockSchema = {
  inherited: [
    { name: 'task', label: 'name' },
    { name: 'vault' },
    { name: 'secret', label: 'name' },
  ],
  fields: [
    optional(text('region', 'Region')),
    optional(text('namespace', 'Namespace')),
    optional(text('id', 'ID')),
    optional(text('name', 'Name')),
    optional(text('type', 'Type')),
    optional(integer('priority', 'Priority')),
    optional(bool('all_at_once', 'AllAtOnce')),
    texts('datacenters', 'Datacenters'),
    optional(text('node_pool', 'NodePool')),
    blocks('constraint', 'Constraints', constraint),
    blocks('affinity', 'Affinities', affinity),
    blocks('group', 'TaskGroups', group),
    block('update', 'Update', update),
    withoutEffect(block('multiregion', 'Multiregion', multiregion)),
    blocks('spread', 'Spreads', spread),
    block('periodic', 'Periodic', periodic),
    block('parameterized', 'ParameterizedJob', parameterized),
    block('reschedule', 'Reschedule', reschedule),
    block('migrate', 'Migrate', migrate),
    textMap('meta', 'Meta'),
    block('ui', 'UI', ui),
    apiOnly('Stop', null),
    apiOnly('ParentID', null),
    apiOnly('Dispatched', false),
    apiOnly('DispatchIdempotencyToken', null),
    apiOnly('Payload', null),
    apiOnly('ConsulNamespace', null),
    apiOnly('VaultNamespace', null),
    apiOnly('NomadTokenID', null),
    apiOnly('Status', null),
    apiOnly('StatusDescription', null),
    apiOnly('Stable', null),
    apiOnly('Version', null),
    apiOnly('SubmitTime', null),
    apiOnly('CreateIndex', null),
    apiOnly('ModifyIndex', null),
    apiOnly('JobModifyIndex', null),
    apiOnly('VersionTag', null),
  ],
};
