/**
 * Makes an ID that looks like a random UUID of the given parts alone, so that the same decision names the
 * same things in every process and at every replay.
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  return finished(absorb(START, parts.join('\0')));
}

/** As {@link deriveId} with some first parts that are always the same: they are read once. */
export function idDeriver(
  ...first: readonly (string | number)[]
): (...rest: readonly (string | number)[]) => string {
  const lanes = absorb(START, first.join('\0'));
  return (...rest) => finished(absorb(lanes, `\0${rest.join('\0')}`));
}

/** Four lanes of 32 bits that feed each other. Source: cyrb128 (bryc, public domain). */
type Lanes = readonly [number, number, number, number];

const START: Lanes = [1779033703, 3144134277, 1013904242, 2773480762];

function absorb(lanes: Lanes, text: string): Lanes {
  let [a, b, c, d] = lanes;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  return [a, b, c, d];
}

function finished([first, second, third, fourth]: Lanes): string {
  let a = Math.imul(third ^ (first >>> 18), 597399067);
  let b = Math.imul(fourth ^ (second >>> 22), 2869860233);
  let c = Math.imul(a ^ (third >>> 17), 951274213);
  let d = Math.imul(b ^ (fourth >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  b ^= a;
  c ^= a;
  d ^= a;
  const version4 = (b & 0xffff0fff) | 0x4000;
  const variant1 = (c & 0x3fffffff) | 0x80000000;
  return (
    `${hex(a >>> 16)}${hex(a)}-${hex(version4 >>> 16)}-${hex(version4)}-` +
    `${hex(variant1 >>> 16)}-${hex(variant1)}${hex(d >>> 16)}${hex(d)}`
  );
}

/** The four hexadecimal digits of every 16 bits: an ID is made for each placement. */
const HEX = Array.from({ length: 0x10000 }, (_, word) => word.toString(16).padStart(4, '0'));

function hex(word: number): string {
  return HEX[word & 0xffff] ?? '';
}
