import { z } from 'zod';
import { type EpochMs, Name, type Seq } from '../primitives.ts';

/** The items of a variable, encrypted. */
export const Sealed = z.object({
  /** The root key that opens it. */
  keyId: Name,
  /** AES-256-GCM in base64: 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
  data: z.string(),
});
export type Sealed = z.infer<typeof Sealed>;

/** A variable in the state. */
export interface VariableRow {
  readonly namespace: string;
  readonly path: string;
  readonly sealed: Sealed;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
}

export type VariableKey = string;

/** No namespace has a slash in its name. */
export function variableKey(namespace: string, path: string): VariableKey {
  return `${namespace}/${path}`;
}

/** A key that encrypts variables and signs identities: of it, what everyone may know. */
export interface RootKeyRow {
  readonly keyId: string;
  readonly publicKey: string;
  readonly isActive: boolean;
  readonly createdAtMs: EpochMs;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}
