import { expect, test } from '@jest/globals';
import { parseAgentConfig } from '@steppe/hcl';
import { shownConfigOf } from './shown-config.ts';

function shown(text: string) {
  const { config } = parseAgentConfig([{ filename: 'a.hcl', text }]);
  if (!config) throw new Error('the configuration is not valid');
  return shownConfigOf(config, { dev: false });
}

test('what a file says is shown in Nomad’s shape, with the defaults of the rest', () => {
  const text = `
    name     = "a"
    data_dir = "/var/lib/steppe"
    bind_addr = "10.0.0.1"
    server {
      enabled          = true
      job_gc_threshold = "90m"
    }
    client {
      enabled    = true
      node_class = "large"
      host_volume "data" {
        path = "/srv/data"
      }
    }
    leave_on_terminate = true
  `;
  expect(shown(text)).toMatchObject({
    NodeName: 'a',
    Region: 'global',
    DataDir: '/var/lib/steppe',
    Ports: { HTTP: 4646, RPC: 4647, Serf: 4648 },
    AdvertiseAddrs: { HTTP: '10.0.0.1:4646' },
    LeaveOnTerm: true,
    Server: { Enabled: true, JobGCThreshold: '1h30m0s', HeartbeatGrace: 10_000_000_000 },
    Client: {
      Enabled: true,
      NodeClass: 'large',
      HostVolumes: [{ Name: 'data', Path: '/srv/data', ReadOnly: false }],
    },
  });
});

test('what is secret, or may be, is not shown', () => {
  const text = `
    server {
      enabled = true
      encrypt = "hunter2"
    }
    acl {
      replication_token = "hunter2"
    }
    plugin "docker" {
      config {
        auth {
          password = "hunter2"
        }
      }
    }
  `;
  const config = shown(text);
  expect(config['Plugins']).toEqual([{ Name: 'docker' }]);
  expect(JSON.stringify(config)).not.toContain('hunter2');
});
