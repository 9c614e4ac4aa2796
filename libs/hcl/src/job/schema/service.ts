import {
  withoutEffect,
  block,
  blocks,
  bool,
  integer,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';
import { check, checkRestart } from './check.ts';
import { gateway } from './connect-gateway.ts';
import { sidecarService, sidecarTask } from './connect-sidecar.ts';
import { identity } from './identity.ts';

export const connect: BlockSchema = {
  fields: [
    bool('native', 'Native'),
    block('gateway', 'Gateway', gateway),
    block('sidecar_service', 'SidecarService', sidecarService),
    block('sidecar_task', 'SidecarTask', sidecarTask),
  ],
};

export const weights: BlockSchema = {
  fields: [integer('passing', 'Passing'), integer('warning', 'Warning')],
};

export const service: BlockSchema = {
  fields: [
    text('name', 'Name'),
    texts('tags', 'Tags'),
    texts('canary_tags', 'CanaryTags'),
    bool('enable_tag_override', 'EnableTagOverride'),
    text('port', 'PortLabel'),
    text('address_mode', 'AddressMode'),
    text('address', 'Address'),
    blocks('check', 'Checks', check),
    block('check_restart', 'CheckRestart', checkRestart),
    withoutEffect(block('connect', 'Connect', connect)),
    textMap('meta', 'Meta'),
    textMap('canary_meta', 'CanaryMeta'),
    textMap('tagged_addresses', 'TaggedAddresses'),
    text('task', 'TaskName'),
    text('on_update', 'OnUpdate'),
    block('identity', 'Identity', identity),
    withoutEffect(block('weights', 'Weights', weights)),
    text('provider', 'Provider'),
    text('cluster', 'Cluster'),
    text('kind', 'Kind'),
  ],
};
