import type { SeededRandom } from '@steppe/simulator';

/** What has a meaning somewhere, and what often has none. */
const ODD_TEXTS = [
  '',
  '\0',
  '\r\n',
  '\uFEFF',
  '\uD800',
  '\u202E',
  '🧨',
  'é',
  '"',
  "'",
  '`',
  '\\',
  '%',
  '%00',
  '%zz',
  '${',
  '%{',
  '$${',
  '}',
  '{{',
  '[*]',
  '<<EOT\n',
  '#',
  '/*',
  '../..',
  '*',
  '>',
  '.',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e400',
  '9007199254740993',
  '0x',
  'NaN',
];
const REPEATS_MAX = 3000;
const LENGTH_MAX = 200_000;

type Mutation = (text: string, random: SeededRandom, other: string) => string;

const MUTATIONS: readonly Mutation[] = [
  function cut(text, random) {
    const [from, to] = rangeIn(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  function repeat(text, random) {
    const [from, to] = rangeIn(text, random, 40);
    const times = random.chance(0.1) ? random.int(2, REPEATS_MAX) : random.int(2, 4);
    return text.slice(0, from) + text.slice(from, to).repeat(times) + text.slice(to);
  },
  function insertOdd(text, random) {
    const at = random.int(0, text.length);
    return text.slice(0, at) + random.pick(ODD_TEXTS) + text.slice(at);
  },
  function replaceCharacter(text, random) {
    const at = random.int(0, text.length);
    return text.slice(0, at) + String.fromCharCode(random.int(0, 0x17f)) + text.slice(at + 1);
  },
  function splice(text, random, other) {
    const [from, to] = rangeIn(other, random);
    const at = random.int(0, text.length);
    return text.slice(0, at) + other.slice(from, to) + text.slice(at);
  },
  function swapWords(text, random) {
    const words = text.split(/(\s+)/);
    const [one, two] = [random.int(0, words.length - 1), random.int(0, words.length - 1)];
    [words[one], words[two]] = [words[two] ?? '', words[one] ?? ''];
    return words.join('');
  },
  function nest(text, random) {
    const brackets = random.pick(['()', '[]', '{}', '!-']);
    const times = random.int(1, 200);
    const at = random.int(0, text.length);
    const close = random.chance(0.5) ? brackets.charAt(1).repeat(times) : '';
    return text.slice(0, at) + brackets.charAt(0).repeat(times) + text.slice(at) + close;
  },
];

/** Changes a text at a few places, as a careless or hostile hand would. */
export function mutateText(
  text: string,
  random: SeededRandom,
  { other = text, timesMax = 4 }: { other?: string; timesMax?: number } = {},
): string {
  let mutated = text;
  for (let left = random.int(0, timesMax); left > 0; left -= 1) {
    mutated = random.pick(MUTATIONS)(mutated, random, other).slice(0, LENGTH_MAX);
  }
  return mutated;
}

export function oddText(random: SeededRandom): string {
  return random.pick(ODD_TEXTS);
}

function rangeIn(text: string, random: SeededRandom, lengthMax = 400): [number, number] {
  const from = random.int(0, text.length);
  return [from, Math.min(text.length, from + random.int(0, lengthMax))];
}
