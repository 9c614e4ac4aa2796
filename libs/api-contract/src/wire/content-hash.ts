import { blake2b } from '@noble/hashes/blake2.js';

const HASH_BYTES = 32;

/** The hash of what operators wrote, as Nomad makes it: BLAKE2b of the texts one after the other, in base64. */
export function contentHash(texts: readonly string[]): string {
  const bytes = blake2b(new TextEncoder().encode(texts.join('')), { dkLen: HASH_BYTES });
  return btoa(String.fromCharCode(...bytes));
}

/** Names and values of a map in the order of the names. */
export function sortedTexts(map: Readonly<Record<string, string>> | undefined): string[] {
  const entries = Object.entries(map ?? {});
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).flat();
}
