import { expect, test } from '@jest/globals';
import { natsConfig, type NatsOptions } from './nats-config.ts';

const one: NatsOptions = {
  serverName: 'server1.global',
  host: '0.0.0.0',
  port: 4647,
  storeDir: '/tmp/server 1/nats',
  pidFile: '/tmp/server 1/nats.pid',
  durability: 'strict',
  cluster: undefined,
};

const cluster = { port: 4648, routes: ['10.0.0.2:4648', '10.0.0.3:4648'] };
const tls = {
  caFile: '/etc/ca.pem',
  certFile: '/etc/server.pem',
  keyFile: '/etc/server-key.pem',
  region: 'eu',
  handshakeTimeoutMs: 5_000,
};

test.each([
  {
    title: 'a strict server syncs each message',
    options: one,
    has: ['sync_interval: always', 'port: 4647'],
  },
  { title: 'paths are quoted', options: one, has: ['store_dir: "/tmp/server 1/nats"'] },
  {
    title: 'one of three knows its routes',
    options: { ...one, cluster: { ...cluster, secret: '' } },
    has: ['routes: ["nats://10.0.0.2:4648", "nats://10.0.0.3:4648"]', '  port: 4648'],
  },
  {
    title: 'servers of a cluster show each other their secret',
    options: { ...one, cluster: { ...cluster, secret: 'a+b/c=' } },
    has: [
      'authorization { user: steppe, password: "a+b/c=" }',
      'routes: ["nats://steppe:a%2Bb%2Fc%3D@10.0.0.2:4648", ',
    ],
  },
  {
    title: 'with TLS, certificates say who may do what',
    options: { ...one, tls, cluster: { ...cluster, secret: 'x' } },
    has: [
      '  cert_file: "/etc/server.pem"',
      '  verify_and_map: true',
      '{ user: "server.eu.nomad" }',
      '{ user: "client.eu.nomad", permissions: {',
      '  verify: true',
    ],
  },
])('$title', ({ options, has }) => {
  for (const line of has) expect(natsConfig(options)).toContain(line);
});

test('a relaxed server leaves syncing to the kernel, and one server has no cluster', () => {
  const text = natsConfig({ ...one, durability: 'relaxed' });
  expect(text).not.toContain('sync_interval');
  expect(text).not.toContain('cluster');
});
