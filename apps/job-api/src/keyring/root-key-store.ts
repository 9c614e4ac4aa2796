import { z } from 'zod';

/** The secret part of a root key. It is never in the log. */
export const RootKeyMaterial = z.object({
  keyId: z.string().min(1),
  /** 32 bytes in base64: encrypts variables. */
  cipherKey: z.string().length(44),
  /** RSA, PKCS 8 as PEM: signs identities. */
  signingKey: z.string().min(1),
});
export type RootKeyMaterial = z.infer<typeof RootKeyMaterial>;

/** Where a server keeps root keys: outside of the log, so that the log alone opens nothing. */
export interface RootKeyStore {
  read(keyId: string): Promise<RootKeyMaterial | undefined>;
  write(material: RootKeyMaterial): Promise<void>;
  remove(keyId: string): Promise<void>;
}

/** For development and tests: ends with its process, as the in-memory log does. */
export class MemoryRootKeyStore implements RootKeyStore {
  readonly #keys = new Map<string, RootKeyMaterial>();

  async read(keyId: string): Promise<RootKeyMaterial | undefined> {
    return this.#keys.get(keyId);
  }

  async write(material: RootKeyMaterial): Promise<void> {
    this.#keys.set(material.keyId, material);
  }

  async remove(keyId: string): Promise<void> {
    this.#keys.delete(keyId);
  }
}
