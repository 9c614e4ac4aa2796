import { FunctionFault } from '../evaluate/function.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const STRICT_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of bytes in UTF-8, or `undefined` when they are none. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return text.includes('\uFFFD') && !isSame(utf8(text), bytes) ? undefined : text;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64(bytes: Uint8Array): string {
  let result = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    result += b === undefined ? '=' : ALPHABET.charAt((group >> 6) & 63);
    result += c === undefined ? '=' : ALPHABET.charAt(group & 63);
  }
  return result;
}

/** @throws FunctionFault for anything but standard Base64 with padding; line breaks are skipped. */
export function fromBase64(text: string): Uint8Array {
  const plain = text.replace(/[\r\n]/g, '');
  if (!STRICT_BASE64.test(plain)) throw new FunctionFault('this is no Base64', 0);
  const bytes: number[] = [];
  for (let at = 0; at < plain.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = Array.from(plain.slice(at, at + 4), (char) =>
      Math.max(0, ALPHABET.indexOf(char)),
    );
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    bytes.push(group >> 16, (group >> 8) & 255, group & 255);
  }
  const padding = plain.endsWith('==') ? 2 : plain.endsWith('=') ? 1 : 0;
  return Uint8Array.from(bytes.slice(0, bytes.length - padding));
}
