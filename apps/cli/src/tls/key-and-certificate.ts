import { randomBytes, webcrypto } from 'node:crypto';

/** Both as PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

export const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const DAY_MS = 86_400_000;
/** Bytes of a serial number; its first bit stays 0, so that it is positive. */
const SERIAL_BYTES = 16;

/** A serial number, in hexadecimal digits. */
export function newSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return bytes.toString('hex');
}

export function validity({ days, nowMs }: { days: number; nowMs: number }): {
  notBefore: Date;
  notAfter: Date;
} {
  return { notBefore: new Date(nowMs), notAfter: new Date(nowMs + days * DAY_MS) };
}

export async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
