/** An operand or call: `.Name`, `$x.Name`, `"text"`, `printf "%s" .ID`, `(len .Tasks)`. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'field'; readonly base: Expression; readonly path: readonly string[] }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly line: number;
    };

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression; readonly line: number }
  | {
      readonly kind: 'assign';
      readonly name: string;
      /** `:=` names a new value, `=` changes one that is named already. */
      readonly declares: boolean;
      readonly value: Expression;
    }
  | { readonly kind: 'break' | 'continue' }
  /** `{{template "name" .X}}`: what a `define` or `block` holds. */
  | {
      readonly kind: 'include';
      readonly name: string;
      readonly value?: Expression;
      readonly line: number;
    }
  | Branch<'if'>
  | Branch<'with'>
  | (Branch<'range'> & { readonly variables: readonly string[] });

interface Branch<K extends string> {
  readonly kind: K;
  readonly value: Expression;
  /** `{{if $x := .A}}` names its value for the branch. */
  readonly named?: string;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}
