import type { Value } from '../values/value.ts';
import type { TreeObject } from '../tree/tree.ts';
import type { Span } from './source.ts';

/** A file or a block's inside. Order is the source's. */
export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  /** From the opening brace, or the start of the file. */
  readonly span: Span;
  /** In JSON, only a schema tells which members are blocks; until then all are attributes. */
  readonly tree?: TreeObject;
}

export interface Attribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly expression: Expression;
  readonly span: Span;
}

export interface Block {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly openBrace: Span;
  readonly body: Body;
  /** The type and the labels, without the body. */
  readonly header: Span;
}

export interface Label {
  readonly text: string;
  readonly span: Span;
}

export type UnaryOperator = '-' | '!';
export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/** `start` is the part that a message points at when the whole expression would be too much. */
interface Node {
  readonly span: Span;
  readonly start: Span;
}

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: Value;
}

/** A quoted string or heredoc; its parts' texts are joined. */
export interface Template extends Node {
  readonly kind: 'template';
  readonly parts: readonly Expression[];
}

/** `"${x}"`: the value of x itself, whatever its type. */
export interface TemplateWrap extends Node {
  readonly kind: 'template-wrap';
  readonly wrapped: Expression;
}

/** `%{ for }`: joins the items of a tuple into one string. */
export interface TemplateJoin extends Node {
  readonly kind: 'template-join';
  readonly tuple: Expression;
}

/** `name.attribute[0]` from a name in scope. */
export interface Reference extends Node {
  readonly kind: 'reference';
  readonly root: string;
  readonly rootSpan: Span;
  readonly steps: readonly Step[];
  /** What stays when nothing in scope has this name: the text between `${` and `}`. */
  readonly verbatim: string;
}

/** The same steps from any other expression. */
export interface Traversal extends Node {
  readonly kind: 'traversal';
  readonly from: Expression;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Value; readonly span: Span };

export interface Index extends Node {
  readonly kind: 'index';
  readonly collection: Expression;
  readonly key: Expression;
  readonly brackets: Span;
}

export interface Splat extends Node {
  readonly kind: 'splat';
  readonly from: Expression;
  readonly item: SplatItem;
  readonly each: Expression;
  readonly marker: Span;
}

/** Stands for the current item inside a splat. */
export interface SplatItem extends Node {
  readonly kind: 'splat-item';
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  readonly closeParen: Span;
  readonly args: readonly Expression[];
  /** The last argument is a list whose items become arguments (`...`). */
  readonly expandsLast: boolean;
}

export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export interface TupleLiteral extends Node {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
}

export interface ObjectLiteral extends Node {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
}

export interface ObjectItem {
  readonly key: Expression;
  /** Set when the key is written as a bare name, which is then no reference. */
  readonly bareKey: string | undefined;
  readonly value: Expression;
}

export interface For extends Node {
  readonly kind: 'for';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Set for an object, absent for a tuple. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly condition: Expression | undefined;
  readonly groups: boolean;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Parentheses extends Node {
  readonly kind: 'parentheses';
  readonly inner: Expression;
}

export type Expression =
  | Literal
  | Template
  | TemplateWrap
  | TemplateJoin
  | Reference
  | Traversal
  | Index
  | Splat
  | SplatItem
  | Call
  | Conditional
  | TupleLiteral
  | ObjectLiteral
  | For
  | Unary
  | Binary
  | Parentheses;
