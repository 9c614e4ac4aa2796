/**
 * Makes an ID that looks like a random UUID of the given parts alone, so that the same decision names the
 * same things in every process and at every replay.
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  const [a, b, c, d] = hash128(parts.join('\0'));
  const version4 = (b & 0xffff0fff) | 0x4000;
  const variant1 = (c & 0x3fffffff) | 0x80000000;
  const [one, two, three, four] = [hex(a), hex(version4), hex(variant1), hex(d)];
  return `${one}-${two.slice(0, 4)}-${two.slice(4)}-${three.slice(0, 4)}-${three.slice(4)}${four}`;
}

/** Four lanes of 32 bits that feed each other. Source: cyrb128 (bryc, public domain). */
function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a, b ^ a, c ^ a, d ^ a];
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
