/** An operand or call: `.Name`, `$x.Name`, `"text"`, `printf "%s" .ID`, `(len .Tasks)`. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'field'; readonly base: Expression; readonly path: readonly string[] }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Expression }
  | Branch<'if'>
  | Branch<'with'>
  | (Branch<'range'> & { readonly variables: readonly string[] });

interface Branch<K extends string> {
  readonly kind: K;
  readonly value: Expression;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}
