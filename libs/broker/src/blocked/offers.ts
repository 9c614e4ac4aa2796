import type { Blocked } from './node-room.ts';

/** For which node each woken evaluation was woken, until it is done: what it may take there is spoken for. */
export class Offers {
  readonly #nodeOf = new Map<string, string>();
  readonly #woken = new Map<string, Map<string, Blocked>>();

  record(blocked: Blocked, nodeId: string): void {
    const { id } = blocked.row.evaluation;
    this.#nodeOf.set(id, nodeId);
    const woken = this.#woken.get(nodeId) ?? new Map<string, Blocked>();
    this.#woken.set(nodeId, woken.set(id, blocked));
  }

  /** An evaluation is done. @returns the node that it was woken for, if it was woken for one. */
  settle(evalId: string): string | undefined {
    const nodeId = this.#nodeOf.get(evalId);
    if (nodeId === undefined) return undefined;
    this.#nodeOf.delete(evalId);
    const woken = this.#woken.get(nodeId);
    woken?.delete(evalId);
    if (woken?.size === 0) this.#woken.delete(nodeId);
    return nodeId;
  }

  wokenFor(nodeId: string): Iterable<Blocked> {
    return this.#woken.get(nodeId)?.values() ?? [];
  }
}
