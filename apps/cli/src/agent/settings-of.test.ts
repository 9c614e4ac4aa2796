import { expect, test } from '@jest/globals';
import { parseFlags } from '../flags/parse-flags.ts';
import { AGENT_SETTINGS, flagOf } from './agent-settings.ts';
import { settingsOf } from './settings-of.ts';

const FLAGS = Object.fromEntries(
  Object.entries(AGENT_SETTINGS).map(([name, setting]) => [name, flagOf(setting)]),
);

test.each([
  { argv: ['-data-dir=/tmp/a', '-dc', 'dc2'], expected: { data_dir: '/tmp/a', datacenter: 'dc2' } },
  { argv: ['-http-port=80'], expected: { ports: { http: 80 } } },
  { argv: ['-http-port=x'], expected: { ports: { http: 'x' } } },
  {
    argv: ['-server', '-bootstrap-expect=3', '-retry-join=a', '-retry-join=b'],
    expected: {
      server: { enabled: true, bootstrap_expect: 3, server_join: { retry_join: ['a', 'b'] } },
    },
  },
  {
    argv: ['-servers=a:4647,b:4647', '-meta', 'rack=r1', '-meta=url=x=y'],
    expected: { client: { servers: ['a:4647', 'b:4647'], meta: { rack: 'r1', url: 'x=y' } } },
  },
  {
    argv: ['-consul-client-service-name=n', '-vault-enabled=false'],
    expected: { consul: { client_service_name: 'n' }, vault: { enabled: false } },
  },
  { argv: [], expected: {} },
])('$argv', ({ argv, expected }) => {
  expect(settingsOf(parseFlags(argv, FLAGS))).toEqual(expected);
});
