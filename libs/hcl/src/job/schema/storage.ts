import {
  block,
  bool,
  duration,
  integer,
  optional,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';

export const mountOptions: BlockSchema = {
  fields: [text('fs_type', 'FSType'), texts('mount_flags', 'MountFlags')],
};

export const volume: BlockSchema = {
  label: 'Name',
  fields: [
    text('type', 'Type'),
    text('source', 'Source'),
    bool('read_only', 'ReadOnly'),
    bool('sticky', 'Sticky'),
    text('access_mode', 'AccessMode'),
    text('attachment_mode', 'AttachmentMode'),
    block('mount_options', 'MountOptions', mountOptions),
    bool('per_alloc', 'PerAlloc'),
  ],
};

export const volumeMount: BlockSchema = {
  fields: [
    optional(text('volume', 'Volume')),
    optional(text('destination', 'Destination')),
    optional(bool('read_only', 'ReadOnly')),
    optional(text('propagation_mode', 'PropagationMode')),
    optional(text('selinux_label', 'SELinuxLabel')),
  ],
};

export const csiPlugin: BlockSchema = {
  fields: [
    text('id', 'ID'),
    text('type', 'Type'),
    text('mount_dir', 'MountDir'),
    text('stage_publish_base_dir', 'StagePublishBaseDir'),
    duration('health_timeout', 'HealthTimeout'),
  ],
};

export const ephemeralDisk: BlockSchema = {
  fields: [
    optional(bool('sticky', 'Sticky')),
    optional(bool('migrate', 'Migrate')),
    optional(integer('size', 'SizeMB')),
  ],
};

export const artifact: BlockSchema = {
  fields: [
    optional(text('source', 'GetterSource')),
    textMap('options', 'GetterOptions'),
    textMap('headers', 'GetterHeaders'),
    optional(text('mode', 'GetterMode')),
    optional(bool('insecure', 'GetterInsecure')),
    optional(text('destination', 'RelativeDest')),
    bool('chown', 'Chown'),
  ],
};

export const logs: BlockSchema = {
  fields: [
    optional(integer('max_files', 'MaxFiles')),
    optional(integer('max_file_size', 'MaxFileSizeMB')),
    optional(bool('enabled', 'Enabled')),
    optional(bool('disabled', 'Disabled')),
  ],
};
