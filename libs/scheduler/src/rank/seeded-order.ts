/** A hash of a text, such as the ID of a node or of an evaluation: FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}

/**
 * A number that orders equally good nodes. Each seed gives another order, as Nomad shuffles nodes by the
 * evaluation's ID: workers that place several jobs at once then choose different nodes among equals. The hashes
 * are mixed by MurmurHash3's avalanche.
 */
export function orderKey(seed: number, nodeHash: number): number {
  let hash = Math.imul(seed, 0x9e3779b1) ^ nodeHash;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
