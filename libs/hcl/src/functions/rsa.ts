import { FunctionFault } from '../evaluate/function.ts';
import { fromBase64, toHex } from './bytes.ts';

/** Numbers of a private key. */
interface PrivateKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
  readonly byteLength: number;
}

const PEM = /-----BEGIN (RSA )?PRIVATE KEY-----([\s\S]+?)-----END (?:RSA )?PRIVATE KEY-----/;
const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;

/** Larger keys are refused: the time grows with the third power. */
const KEY_BYTES_MAX = 1024;

/**
 * Decrypts what was encrypted with PKCS #1 v1.5 padding.
 *
 * @throws FunctionFault for a key that cannot be read, or a text that is not for it.
 */
export function decryptRsa(ciphertext: Uint8Array, pem: string): Uint8Array {
  const key = readKey(pem);
  const cipher = toNumber(ciphertext);
  if (ciphertext.length !== key.byteLength || cipher >= key.modulus)
    throw new FunctionFault('the text was not encrypted for this key', 0);
  const padded = toBytes(power(cipher, key.exponent, key.modulus), key.byteLength);
  const separator = padded.indexOf(0, 2);
  if (padded[0] !== 0 || padded[1] !== 2 || separator < 10)
    throw new FunctionFault('the text was not encrypted for this key', 0);
  return padded.slice(separator + 1);
}

function readKey(pem: string): PrivateKey {
  const [, traditional, body] = PEM.exec(pem) ?? [];
  if (body === undefined) throw new FunctionFault('this is no RSA private key in PEM format', 1);
  const bytes = fromBase64(body.replace(/\s/g, ''));
  const outer = readParts(contentOf(bytes, SEQUENCE));
  // PKCS #8 wraps the traditional form: version, algorithm, then the key as octets.
  const parts = traditional ? outer : readParts(contentOf(partAt(outer, 2, OCTETS), SEQUENCE));
  const modulus = partAt(parts, 1, INTEGER);
  const exponent = partAt(parts, 3, INTEGER);
  const byteLength = modulus[0] === 0 ? modulus.length - 1 : modulus.length;
  if (byteLength > KEY_BYTES_MAX) throw new FunctionFault('the key is too large', 1);
  return { modulus: toNumber(modulus), exponent: toNumber(exponent), byteLength };
}

interface Part {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements of an ASN.1 sequence in DER. */
function readParts(bytes: Uint8Array): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const length =
      lengthBytes === 0 ? first : Number(toNumber(bytes.slice(at + 2, at + 2 + lengthBytes)));
    const start = at + 2 + lengthBytes;
    if (lengthBytes > 4 || start + length > bytes.length)
      throw new FunctionFault('the key is damaged', 1);
    parts.push({ tag, content: bytes.slice(start, start + length) });
    at = start + length;
  }
  return parts;
}

function contentOf(bytes: Uint8Array, tag: number): Uint8Array {
  return partAt(readParts(bytes), 0, tag);
}

function partAt(parts: readonly Part[], index: number, tag: number): Uint8Array {
  const part = parts[index];
  if (part?.tag !== tag) throw new FunctionFault('this is no RSA private key', 1);
  return part.content;
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

function toBytes(number: bigint, length: number): Uint8Array {
  const hex = number.toString(16).padStart(length * 2, '0');
  return Uint8Array.from({ length }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
