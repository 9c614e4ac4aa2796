import {
  anyMap,
  bool,
  duration,
  optional,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';

export const identity: BlockSchema = {
  fields: [
    text('name', 'Name'),
    texts('aud', 'Audience'),
    text('change_mode', 'ChangeMode'),
    text('change_signal', 'ChangeSignal'),
    bool('env', 'Env'),
    bool('file', 'File'),
    text('filepath', 'Filepath'),
    text('service_name', 'ServiceName'),
    duration('ttl', 'TTL'),
    texts('extra_claims', 'ExtraClaims'),
  ],
};

export const vault: BlockSchema = {
  defaults: { Env: true, ChangeMode: 'restart' },
  fields: [
    texts('policies', 'Policies'),
    text('role', 'Role'),
    optional(text('namespace', 'Namespace')),
    text('cluster', 'Cluster'),
    bool('env', 'Env'),
    bool('disable_file', 'DisableFile'),
    text('change_mode', 'ChangeMode'),
    optional(text('change_signal', 'ChangeSignal')),
    optional(bool('allow_token_expiration', 'AllowTokenExpiration')),
  ],
};

export const consul: BlockSchema = {
  fields: [
    text('namespace', 'Namespace'),
    text('cluster', 'Cluster'),
    text('partition', 'Partition'),
  ],
};

export const secret: BlockSchema = {
  label: 'Name',
  fields: [
    text('provider', 'Provider'),
    text('path', 'Path'),
    anyMap('config', 'Config'),
    textMap('env', 'Env'),
  ],
};
