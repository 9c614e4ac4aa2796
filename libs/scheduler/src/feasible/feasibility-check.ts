import type { Node } from '@steppe/domain';

/** Why a node cannot take an allocation, in Nomad's words: they are the keys of the placement metrics. */
export type Rejection = string;

/** One reason why nodes are left out. */
export interface FeasibilityCheck {
  /**
   * Whether the verdict is the same for all nodes of a computed class, so that it is taken once per class.
   * A check of unique attributes is not.
   */
  readonly sameForClass: boolean;
  /** The reason why the node is not feasible, or undefined when this check lets it pass. */
  reject(node: Node): Rejection | undefined;
}
