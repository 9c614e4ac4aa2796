import { expect, test } from '@jest/globals';
import { faultsOf, parseConfig } from '../config/parse-config.ts';
import { DockerConfig } from './docker-config.ts';

test.each([
  { config: {}, faults: ['missing required key "image"'] },
  { config: { image: '' }, faults: ['"image" must not be empty'] },
  { config: { image: 'a', args: 'x' }, faults: ['"args" must be a list of strings'] },
  { config: { image: 'a', tty: 'maybe' }, faults: ['"tty" must be true or false'] },
  {
    config: { image: 'a', mount: [{ type: 'disk', target: '/x' }] },
    faults: ['"mount[0].type" must be "bind", "volume" or "tmpfs"'],
  },
  {
    config: { image: 'a', mount: { type: 'bind', taget: '/x' } },
    faults: ['unknown key "mount[0].taget"'],
  },
  {
    config: { image: 'a', image_pull_timeout: 'soon' },
    faults: ['"image_pull_timeout" must be a duration such as "30s", not "soon"'],
  },
  {
    config: { imagee: 'a', image: 'a' },
    faults: [expect.stringMatching(/^unknown key "imagee"; known keys: .*, args, auth, /u)],
  },
])('$config has its faults named', ({ config, faults }) => {
  expect(faultsOf(DockerConfig, config).map((fault) => fault.message)).toEqual(faults);
});

test('values may be given as loosely as job files give them', () => {
  const config = parseConfig(DockerConfig, {
    image: 'a',
    labels: [{ a: '1' }, { b: 2 }],
    ulimit: { nofile: 1024 },
    privileged: 'false',
    pids_limit: '10',
    auth: [{ username: 'me' }],
    image_pull_timeout: '1m30s',
  });
  expect(config).toMatchObject({
    labels: { a: '1', b: '2' },
    ulimit: { nofile: '1024' },
    privileged: false,
    pids_limit: 10,
    auth: { username: 'me' },
    image_pull_timeout: 90_000,
  });
});
