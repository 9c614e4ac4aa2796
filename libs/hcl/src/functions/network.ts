/** A range of addresses: the first one as a number, and how many of its bits are fixed. */
export interface Network {
  readonly address: bigint;
  readonly bits: 32 | 128;
  readonly prefixLength: number;
}

/** Reads "10.1.2.3/8" as the network that the address belongs to. */
export function parseNetwork(text: string): Network | undefined {
  const [written = '', length = '', extra] = text.split('/');
  if (extra !== undefined || !/^[0-9]{1,3}$/.test(length)) return undefined;
  const bits = written.includes(':') ? 128 : 32;
  const address = bits === 128 ? parseV6(written) : parseV4(written);
  const prefixLength = Number(length);
  if (address === undefined || prefixLength > bits) return undefined;
  const host = BigInt(bits - prefixLength);
  return { address: (address >> host) << host, bits, prefixLength };
}

export function formatAddress(address: bigint, bits: 32 | 128): string {
  return bits === 32 ? formatV4(address) : formatV6(address);
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = (address << 8n) | BigInt(part);
  }
  return address;
}

function parseV6(text: string): bigint | undefined {
  const [head = '', tail, extra] = withoutV4(text)?.split('::') ?? ['x'];
  if (extra !== undefined) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n);
}

/** The last two groups may be written as an IPv4 address. */
function withoutV4(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const at = text.lastIndexOf(':') + 1;
  const address = parseV4(text.slice(at));
  if (address === undefined) return undefined;
  return `${text.slice(0, at)}${(address >> 16n).toString(16)}:${(address & 0xffffn).toString(16)}`;
}

function formatV4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

/** RFC 5952: the first longest run of two or more zero groups becomes "::". */
function formatV6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
