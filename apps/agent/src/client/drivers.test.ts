import { expect, test } from '@jest/globals';
import { parseAgentConfig } from '@steppe/hcl';
import { createLogger } from '@steppe/nest-kit';
import { createDrivers } from './drivers.ts';

function driversOf(text: string) {
  const { config } = parseAgentConfig([{ filename: 'a.hcl', text }]);
  if (!config) throw new Error('not valid');
  return createDrivers(config, {
    dev: false,
    logger: createLogger({ name: 't', level: 'silent' }),
  });
}

const plugin = (name: string, settings: string): string =>
  `plugin "${name}" {\n  config {\n${settings}\n  }\n}`;

test('every setting of the docker driver is taken', () => {
  const settings = `
    endpoint         = "unix:///run/docker.sock"
    allow_privileged = true
    allow_caps       = ["chown"]
    allow_runtimes   = ["runc"]
    pids_limit       = 100
    oom_score_adj    = 10
    infra_image      = "pause:1"
    image_pull_timeout    = "5m"
    pull_activity_timeout = "2m"
    container_exists_attempts = 3
    auth { config = "/etc/docker.json" }
    allowed_modes { pid = ["host"] }
    logging {
      type = "journald"
      config { tag = "x" }
    }
    volumes {
      enabled      = true
      selinuxlabel = "z"
    }
    gc { image = false }
  `;
  const drivers = driversOf(plugin('docker', settings));
  expect(drivers.map(({ name }) => name)).toEqual(['docker', 'raw_exec', 'exec', 'java']);
});

test.each([
  { title: 'a key that there is not', name: 'docker', settings: 'no_such = 1', says: 'no_such' },
  {
    title: 'a key that there is not in a block',
    name: 'docker',
    settings: 'auth { config_file = "x" }',
    says: 'config_file',
  },
  {
    title: 'a range that is none',
    name: 'raw_exec',
    settings: 'denied_host_uids = "0-x"',
    says: '"0-x" must be a number or a range',
  },
  {
    title: 'a root that can be left',
    name: 'exec',
    settings: 'no_pivot_root = true',
    says: 'no_pivot_root',
  },
])('$title is refused', ({ name, settings, says }) => {
  expect(() => driversOf(plugin(name, settings))).toThrow(says);
});

test.each([
  { options: '', names: ['docker', 'raw_exec', 'exec', 'java'] },
  { options: '"driver.allowlist" = "docker, exec"', names: ['docker', 'exec'] },
  { options: '"driver.denylist" = "raw_exec"', names: ['docker', 'exec', 'java'] },
])('with the options { $options } there are the drivers $names', ({ options, names }) => {
  const drivers = driversOf(`client {\n  options {\n    ${options}\n  }\n}\n`);
  expect(drivers.map(({ name }) => name)).toEqual(names);
});
