import { expect, test } from '@jest/globals';
import { steppe } from './testing/run.ts';

test.each([['version'], ['-version'], ['-v']])('steppe %s prints the version', async (word) => {
  expect(await steppe([word])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Steppe v\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

test.each([
  { argv: ['rnu'], guess: 'run', ends: 127 },
  { argv: ['statsu', 'hello'], guess: 'status', ends: 127 },
  { argv: ['job', 'ststus'], guess: 'job status', ends: 1 },
  { argv: ['jbo', 'run'], guess: 'job run', ends: 127 },
])('steppe $argv is unknown, and $guess is suggested', async ({ argv, guess, ends }) => {
  const { code, stdout, stderr } = await steppe(argv);
  expect({ code, stdout }).toEqual({ code: ends, stdout: '' });
  expect(stderr).toContain(`Did you mean "${guess}"?`);
});

test('an unknown command that resembles none gets no guess', async () => {
  const { stderr } = await steppe(['frobnicate']);
  expect(stderr).toContain('Unknown command "frobnicate".\n');
});

test.each([
  { argv: ['alloc'], lists: '  alloc logs ' },
  { argv: ['operator', 'root', 'keyring'], lists: '  operator root keyring rotate ' },
])('the group $argv alone lists its commands', async ({ argv, lists }) => {
  const { code, stderr } = await steppe(argv);
  expect(code).toBe(1);
  expect(stderr).toContain(`Usage: steppe ${argv.join(' ')} <subcommand>`);
  expect(stderr).toContain(lists);
  expect(stderr).not.toContain('  job run ');
});

test('help shows an example first', async () => {
  const { code, stdout } = await steppe(['stop', '-help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Example: steppe job stop hello\n/);
  expect(stdout).toContain('Alias: steppe stop\n');
  expect(stdout).toContain('-purge');
});

test('-help lists the commands, and is no error', async () => {
  const { code, stderr } = await steppe(['-help']);
  expect(code).toBe(0);
  expect(stderr).toContain('job run');
});

test.each([
  { argv: ['job', 'run'], says: 'This command takes one argument: <path>' },
  { argv: ['job', 'validate', 'a', 'b'], says: 'This command takes one argument: <path>' },
  { argv: ['job', 'stop'], says: 'This command takes at least one argument: <job>' },
  { argv: ['alloc', 'status'], says: 'argument conditions' },
  { argv: ['alloc', 'logs'], says: 'An allocation ID is required' },
  { argv: ['alloc', 'logs', '-stderr', '-stdout', 'a'], says: 'Unable to support both' },
  { argv: ['eval', 'status'], says: 'This command takes one argument' },
  { argv: ['node', 'status', 'a', 'b'], says: 'either one or no arguments' },
  { argv: ['server', 'members', 'a'], says: 'This command takes no arguments' },
  { argv: ['status', '-verbsoe'], says: 'did you mean -verbose?' },
])('steppe $argv says how it is called', async ({ argv, says }) => {
  const { code, stderr } = await steppe(argv);
  expect(code).toBe(1);
  expect(stderr).toContain(says);
  expect(stderr).toMatch(/For additional help try 'steppe .* -help'\n$/);
});
