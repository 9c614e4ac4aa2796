import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from '@jest/globals';
import { steppe } from '../testing/run.ts';

let script: string;
beforeAll(async () => {
  script = (await steppe(['completion', 'bash'])).stdout;
});

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const input = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_steppe
echo "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-u'], { input, encoding: 'utf8' });
  return output.trim().split(' ').filter(Boolean);
}

test.each([
  { words: ['steppe', 'job', 'pl'], offers: ['plan'] },
  { words: ['steppe', 'ru'], offers: ['run'] },
  { words: ['steppe', 'node', 'pool', ''], offers: expect.arrayContaining(['info', 'list']) },
  { words: ['steppe', 'job', 'run', '-det'], offers: ['-detach'] },
  { words: ['steppe', 'job', 'run', '-detach', '-verb'], offers: ['-verbose'] },
  { words: ['steppe', 'job', 'run', ''], offers: [] },
  { words: ['steppe', 'nosuch', 'x'], offers: [] },
])('$words is completed with $offers', ({ words, offers }) => {
  expect(offered(...words)).toEqual(offers);
});

test('each shell has its own script, and another one is refused', async () => {
  expect((await steppe(['completion', 'zsh'])).stdout).toContain('bashcompinit');
  expect((await steppe(['completion', 'fish'])).stdout).toContain('complete -c steppe');
  const refused = await steppe(['completion', 'tcsh']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('bash, zsh, fish')]);
});
