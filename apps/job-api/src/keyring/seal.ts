import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealed, VariablePlace } from '@steppe/domain';
import { z } from 'zod';
import type { RootKeyMaterial } from './root-key-store.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const Items = z.record(z.string(), z.string());

export type Items = z.infer<typeof Items>;

/** Encrypts the items of a variable. What was sealed for one place can be opened for no other. */
export function seal(
  items: Items,
  place: VariablePlace,
  { keyId, cipherKey }: RootKeyMaterial,
): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, Buffer.from(cipherKey, 'base64'), nonce);
  cipher.setAAD(placeBytes(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(items), 'utf8'), cipher.final()]);
  return { keyId, data: Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64') };
}

/** @throws Error when the key is another, or anything was changed. */
export function open(
  { data }: Sealed,
  place: VariablePlace,
  { cipherKey }: RootKeyMaterial,
): Items {
  const bytes = Buffer.from(data, 'base64');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const text = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
  const key = Buffer.from(cipherKey, 'base64');
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(placeBytes(place));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = Buffer.concat([decipher.update(text), decipher.final()]);
  return Items.parse(JSON.parse(plain.toString('utf8')));
}

function placeBytes({ namespace, path }: VariablePlace): Buffer {
  return Buffer.from(`${namespace}\0${path}`);
}
