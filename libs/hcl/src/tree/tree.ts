import type { Span } from '../syntax/source.ts';

/** Data without expressions, as JSON and HCL1 hold it, with the place of each part. */
export type TreeNode = TreeObject | TreeList | TreeScalar;

export interface TreeObject {
  readonly kind: 'object';
  /** In the order of the source; a name may come several times. */
  readonly members: readonly TreeMember[];
  readonly span: Span;
}

export interface TreeMember {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: TreeNode;
}

export interface TreeList {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  readonly span: Span;
}

export type TreeScalar =
  | { readonly kind: 'string'; readonly text: string; readonly span: Span }
  /** A number as it was written, since a double may not hold it. */
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'bool'; readonly bool: boolean; readonly span: Span }
  | { readonly kind: 'null'; readonly span: Span };

/** How deep data may nest; deeper input is refused rather than risking the stack. */
export const TREE_DEPTH_MAX = 200;
