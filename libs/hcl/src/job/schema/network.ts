import {
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

export const port: BlockSchema = {
  label: 'Label',
  fields: [
    integer('static', 'Value'),
    integer('to', 'To'),
    text('host_network', 'HostNetwork'),
    bool('ignore_collision', 'IgnoreCollision'),
  ],
};

export const networkDns: BlockSchema = {
  fields: [texts('servers', 'Servers'), texts('searches', 'Searches'), texts('options', 'Options')],
};

export const networkCni: BlockSchema = {
  fields: [textMap('args', 'Args')],
};

export const network: BlockSchema = {
  fields: [
    text('mode', 'Mode'),
    text('device', 'Device'),
    text('cidr', 'CIDR'),
    text('ip', 'IP'),
    block('dns', 'DNS', networkDns),
    blocks('reserved_ports', 'ReservedPorts', port),
    blocks('port', 'DynamicPorts', port),
    text('hostname', 'Hostname'),
    optional(integer('mbits', 'MBits')),
    block('cni', 'CNI', networkCni),
  ],
};
