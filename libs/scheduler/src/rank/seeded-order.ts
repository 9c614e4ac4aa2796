/** A seed of a text, for {@link orderKey}. */
export function seedOf(text: string): number {
  return mix(0x9e3779b9, text);
}

/**
 * A number that orders equally good nodes. Each seed gives another order, as Nomad shuffles nodes by the
 * evaluation's ID: workers that place several jobs at once then choose different nodes among equals.
 */
export function orderKey(seed: number, nodeId: string): number {
  return mix(seed, nodeId) >>> 0;
}

/** FNV-1a with a final avalanche (MurmurHash3's). */
function mix(seed: number, text: string): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
