import { expect, test } from '@jest/globals';
import { runAgainst } from '../../testing/recorded-api.ts';

const LOCKED = { Path: 'a/b', Lock: { ID: 'cb8a', TTL: '15s', LockDelay: '15s' } };
const HELD = { 'GET /v1/var/a/b': { Items: { x: '1' } }, 'PUT /v1/var/a/b': LOCKED };

const lock = (...argv: string[]) => runAgainst(HELD, ['var', 'lock', ...argv]);

test('a command runs while the lock is held, and the variable keeps what it holds', async () => {
  const ran = await lock('a/b', 'echo hi');
  expect(ran).toMatchObject({ code: 0, stdout: 'hi\n', stderr: '' });
  expect(ran.requests).toEqual([
    'GET /v1/var/a/b',
    'PUT /v1/var/a/b?lock-acquire= {"Path":"a/b","Items":{"x":"1"},"Lock":{"TTL":"15s","LockDelay":"15s"}}',
    'PUT /v1/var/a/b?lock-release= {"Path":"a/b","Lock":{"ID":"cb8a"}}',
  ]);
});

test('how the command ended is told, and the lock is released all the same', async () => {
  const ran = await lock('-ttl=20s', '-delay=1s', 'a/b', 'echo out; echo err >&2; exit 3');
  expect(ran.code).toBe(1);
  expect(ran.stdout).toBe('out\n');
  expect(ran.stderr).toBe('err\nLock error: error executing protected function: exit status 3\n');
  expect(ran.requests[1]).toContain('"Lock":{"TTL":"20s","LockDelay":"1s"}');
  expect(ran.requests).toHaveLength(3);
});

test('without a shell, words are arguments', async () => {
  expect((await lock('-shell=false', 'a/b', '/bin/echo', 'a  b', '$HOME')).stdout).toBe(
    'a  b $HOME\n',
  );
  const none = await lock('-shell=false', 'a/b', '/no/such');
  expect(none.stderr).toContain('Cannot run "/no/such"');
});

test.each([
  { argv: [], says: 'Not enough arguments (expected >2, got 0)' },
  { argv: ['a/b'], says: 'Not enough arguments (expected >2, got 1)' },
  { argv: ['-ttl=x', 'a/b', 'true'], says: 'Failed to parse ttl "x"' },
])('$argv is refused', async ({ argv, says }) => {
  const ran = await lock(...argv);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(says) });
});
