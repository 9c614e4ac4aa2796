import {
  anyMap,
  block,
  blocks,
  bool,
  duration,
  integer,
  labelledBlocks,
  optional,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';

export const bindAddress: BlockSchema = {
  label: 'Name',
  fields: [text('address', 'Address'), integer('port', 'Port')],
};

export const gatewayProxy: BlockSchema = {
  fields: [
    optional(duration('connect_timeout', 'ConnectTimeout')),
    bool('envoy_gateway_bind_tagged_addresses', 'EnvoyGatewayBindTaggedAddresses'),
    labelledBlocks('envoy_gateway_bind_addresses', 'EnvoyGatewayBindAddresses', bindAddress),
    bool('envoy_gateway_no_default_bind', 'EnvoyGatewayNoDefaultBind'),
    text('envoy_dns_discovery_type', 'EnvoyDNSDiscoveryType'),
    anyMap('config', 'Config'),
  ],
};

export const gatewayTlsSds: BlockSchema = {
  fields: [text('cluster_name', 'ClusterName'), text('cert_resource', 'CertResource')],
};

export const gatewayTls: BlockSchema = {
  fields: [
    bool('enabled', 'Enabled'),
    text('tls_min_version', 'TLSMinVersion'),
    text('tls_max_version', 'TLSMaxVersion'),
    texts('cipher_suites', 'CipherSuites'),
    block('sds', 'SDS', gatewayTlsSds),
  ],
};

export const headerModifiers: BlockSchema = {
  fields: [textMap('add', 'Add'), textMap('set', 'Set'), texts('remove', 'Remove')],
};

export const ingressService: BlockSchema = {
  fields: [
    text('name', 'Name'),
    texts('hosts', 'Hosts'),
    block('tls', 'TLS', gatewayTls),
    block('request_headers', 'RequestHeaders', headerModifiers),
    block('response_headers', 'ResponseHeaders', headerModifiers),
    optional(integer('max_connections', 'MaxConnections')),
    optional(integer('max_pending_requests', 'MaxPendingRequests')),
    optional(integer('max_concurrent_requests', 'MaxConcurrentRequests')),
  ],
};

export const ingressListener: BlockSchema = {
  fields: [
    integer('port', 'Port'),
    text('protocol', 'Protocol'),
    blocks('service', 'Services', ingressService),
  ],
};

export const ingress: BlockSchema = {
  fields: [block('tls', 'TLS', gatewayTls), blocks('listener', 'Listeners', ingressListener)],
};

export const linkedService: BlockSchema = {
  fields: [
    text('name', 'Name'),
    text('ca_file', 'CAFile'),
    text('cert_file', 'CertFile'),
    text('key_file', 'KeyFile'),
    text('sni', 'SNI'),
  ],
};

export const terminating: BlockSchema = {
  fields: [blocks('service', 'Services', linkedService)],
};

const mesh: BlockSchema = { fields: [] };

export const gateway: BlockSchema = {
  fields: [
    block('proxy', 'Proxy', gatewayProxy),
    block('ingress', 'Ingress', ingress),
    block('terminating', 'Terminating', terminating),
    block('mesh', 'Mesh', mesh),
  ],
};
