import {
  anyMap,
  apiOnly,
  block,
  blocks,
  bool,
  duration,
  integer,
  integers,
  optional,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';
import { identity } from './identity.ts';
import { resources } from './resources.ts';
import { logs, volumeMount } from './storage.ts';

export const exposePath: BlockSchema = {
  fields: [
    text('path', 'Path'),
    text('protocol', 'Protocol'),
    integer('local_path_port', 'LocalPathPort'),
    text('listener_port', 'ListenerPort'),
  ],
};

export const expose: BlockSchema = {
  fields: [blocks('path', 'Paths', exposePath), apiOnly('Path', null)],
};

export const meshGateway: BlockSchema = {
  fields: [text('mode', 'Mode')],
};

export const upstream: BlockSchema = {
  fields: [
    text('destination_name', 'DestinationName'),
    text('destination_namespace', 'DestinationNamespace'),
    text('destination_peer', 'DestinationPeer'),
    text('destination_partition', 'DestinationPartition'),
    text('destination_type', 'DestinationType'),
    integer('local_bind_port', 'LocalBindPort'),
    text('datacenter', 'Datacenter'),
    text('local_bind_address', 'LocalBindAddress'),
    text('local_bind_socket_path', 'LocalBindSocketPath'),
    text('local_bind_socket_mode', 'LocalBindSocketMode'),
    block('mesh_gateway', 'MeshGateway', meshGateway),
    anyMap('config', 'Config'),
  ],
};

export const transparentProxy: BlockSchema = {
  fields: [
    text('uid', 'UID'),
    integer('outbound_port', 'OutboundPort'),
    texts('exclude_inbound_ports', 'ExcludeInboundPorts'),
    integers('exclude_outbound_ports', 'ExcludeOutboundPorts'),
    texts('exclude_outbound_cidrs', 'ExcludeOutboundCIDRs'),
    texts('exclude_uids', 'ExcludeUIDs'),
    bool('no_dns', 'NoDNS'),
  ],
};

export const sidecarProxy: BlockSchema = {
  fields: [
    text('local_service_address', 'LocalServiceAddress'),
    integer('local_service_port', 'LocalServicePort'),
    block('expose', 'Expose', expose),
    apiOnly('ExposeConfig', null),
    blocks('upstreams', 'Upstreams', upstream),
    block('transparent_proxy', 'TransparentProxy', transparentProxy),
    anyMap('config', 'Config'),
  ],
};

export const sidecarService: BlockSchema = {
  fields: [
    texts('tags', 'Tags'),
    text('port', 'Port'),
    block('proxy', 'Proxy', sidecarProxy),
    bool('disable_default_tcp_check', 'DisableDefaultTCPCheck'),
    textMap('meta', 'Meta'),
  ],
};

export const sidecarTask: BlockSchema = {
  fields: [
    text('name', 'Name'),
    text('driver', 'Driver'),
    text('user', 'User'),
    anyMap('config', 'Config'),
    textMap('env', 'Env'),
    block('resources', 'Resources', resources),
    textMap('meta', 'Meta'),
    optional(duration('kill_timeout', 'KillTimeout')),
    block('logs', 'LogConfig', logs),
    optional(duration('shutdown_delay', 'ShutdownDelay')),
    text('kill_signal', 'KillSignal'),
    blocks('volume_mount', 'VolumeMounts', volumeMount),
    blocks('identity', 'Identities', identity),
  ],
};
