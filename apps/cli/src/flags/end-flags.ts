import type { FlagSpecs } from './flag-spec.ts';

/**
 * Ends the flags at the first argument, so that the words of another command that follow it keep their own:
 * `-i 8bb1 ls -l` becomes `-i -- 8bb1 ls -l`.
 */
export function endFlagsAtArgument(words: readonly string[], specs: FlagSpecs): readonly string[] {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') return words;
    const [, name] = /^--?([a-zA-Z][^=]*)$/.exec(word) ?? [];
    if (!/^--?[a-zA-Z]/.test(word)) return [...words.slice(0, i), '--', ...words.slice(i)];
    const takesNext = name !== undefined && Object.hasOwn(specs, name);
    if (takesNext && specs[name] !== undefined && specs[name].type !== 'boolean') i++;
  }
  return words;
}
