import {
  block,
  bool,
  duration,
  integer,
  optional,
  text,
  textListMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';

export const checkRestart: BlockSchema = {
  fields: [
    integer('limit', 'Limit'),
    optional(duration('grace', 'Grace')),
    bool('ignore_warnings', 'IgnoreWarnings'),
  ],
};

export const check: BlockSchema = {
  fields: [
    text('name', 'Name'),
    text('type', 'Type'),
    text('command', 'Command'),
    texts('args', 'Args'),
    text('path', 'Path'),
    text('protocol', 'Protocol'),
    text('port', 'PortLabel'),
    bool('expose', 'Expose'),
    text('address_mode', 'AddressMode'),
    text('advertise', 'Advertise'),
    duration('interval', 'Interval'),
    duration('timeout', 'Timeout'),
    text('initial_status', 'InitialStatus'),
    text('notes', 'Notes'),
    text('tls_server_name', 'TLSServerName'),
    bool('tls_skip_verify', 'TLSSkipVerify'),
    textListMap('header', 'Header'),
    text('method', 'Method'),
    block('check_restart', 'CheckRestart', checkRestart),
    text('grpc_service', 'GRPCService'),
    bool('grpc_use_tls', 'GRPCUseTLS'),
    text('task', 'TaskName'),
    integer('success_before_passing', 'SuccessBeforePassing'),
    integer('failures_before_critical', 'FailuresBeforeCritical'),
    integer('failures_before_warning', 'FailuresBeforeWarning'),
    text('body', 'Body'),
    text('on_update', 'OnUpdate'),
  ],
};
