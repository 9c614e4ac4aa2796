/**
 * The nodes that a worker's own plans are about to change: from when a plan is made until the view has seen what
 * came of it. A plan made meanwhile that touches one of them would be rejected, since its view is older.
 */
export class NodeClaims {
  /** By node, resolved once the view has seen what the plan did there. */
  readonly #claims = new Map<string, Promise<void>>();

  /** Resolves when none of the nodes is claimed any more; undefined when none is. */
  untilFree(nodeIds: readonly string[]): Promise<unknown> | undefined {
    const claims = new Set(nodeIds.flatMap((nodeId) => this.#claims.get(nodeId) ?? []));
    return claims.size === 0 ? undefined : Promise.all(claims);
  }

  /**
   * Claims nodes that nobody has claimed.
   *
   * @returns a function that gives them up.
   */
  claim(nodeIds: readonly string[]): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const nodeId of nodeIds) this.#claims.set(nodeId, promise);
    return () => {
      for (const nodeId of nodeIds) this.#claims.delete(nodeId);
      resolve();
    };
  }
}
