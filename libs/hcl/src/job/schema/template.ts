import {
  block,
  bool,
  duration,
  integer,
  optional,
  required,
  text,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';

export const changeScript: BlockSchema = {
  defaults: { Args: [], Timeout: 5_000_000_000 },
  fields: [
    required(text('command', 'Command')),
    texts('args', 'Args'),
    duration('timeout', 'Timeout'),
    required(bool('fail_on_error', 'FailOnError')),
    bool('run_on_first_render', 'RunOnFirstRender'),
  ],
};

export const templateWait: BlockSchema = {
  fields: [required(duration('min', 'Min')), required(duration('max', 'Max'))],
};

export const template: BlockSchema = {
  defaults: { ChangeMode: 'restart', Splay: 5_000_000_000, Perms: '0644' },
  fields: [
    optional(text('source', 'SourcePath')),
    optional(text('destination', 'DestPath')),
    optional(text('data', 'EmbeddedTmpl')),
    text('change_mode', 'ChangeMode'),
    block('change_script', 'ChangeScript', changeScript),
    optional(text('change_signal', 'ChangeSignal')),
    optional(bool('once', 'Once')),
    duration('splay', 'Splay'),
    text('perms', 'Perms'),
    optional(integer('uid', 'Uid')),
    optional(integer('gid', 'Gid')),
    optional(text('left_delimiter', 'LeftDelim')),
    optional(text('right_delimiter', 'RightDelim')),
    optional(bool('env', 'Envvars')),
    optional(duration('vault_grace', 'VaultGrace')),
    block('wait', 'Wait', templateWait),
    bool('error_on_missing_key', 'ErrMissingKey'),
  ],
};
