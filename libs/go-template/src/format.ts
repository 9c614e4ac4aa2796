import { printed } from './values.ts';

/** `printf`: `%s`, `%v`, `%d`, `%q`, `%t`, `%f`, `%x`, `%X`, `%o`, `%b`, `%c` and `%%`, with width, `-`, `0` and precision. */
export function formatted(format: string, args: readonly unknown[]): string {
  let next = 0;
  return format.replaceAll(
    /%([-+#0 ]*)(\d*)(?:\.(\d+))?([svdqtfgxXobc%])/gu,
    (_, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const text = formatOne(verb, args[next++], precision);
      if (flags.includes('-')) return text.padEnd(Number(width));
      return flags.includes('0') ? padWithZeros(text, Number(width)) : text.padStart(Number(width));
    },
  );
}

function padWithZeros(text: string, width: number): string {
  const sign = /^[-+]/u.exec(text)?.[0] ?? '';
  return `${sign}${text.slice(sign.length).padStart(width - sign.length, '0')}`;
}

const BASES = new Map([
  ['o', 8],
  ['b', 2],
]);

function formatOne(verb: string, value: unknown, precision: string | undefined): string {
  switch (verb) {
    case 'q':
      return JSON.stringify(printed(value));
    case 'f':
      return Number(value).toFixed(precision === undefined ? 6 : Number(precision));
    case 'x':
      return hexOf(value);
    case 'X':
      return hexOf(value).toUpperCase();
    case 'o':
    case 'b':
      return Number(value).toString(BASES.get(verb));
    case 'c':
      return String.fromCodePoint(Number(value));
    default:
      return precision === undefined ? printed(value) : printed(value).slice(0, Number(precision));
  }
}

function hexOf(value: unknown): string {
  if (typeof value === 'number') return value.toString(16);
  const bytes = new TextEncoder().encode(printed(value));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
