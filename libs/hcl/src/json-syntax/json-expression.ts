import type { Expression, ObjectItem } from '../syntax/ast.ts';
import { Cursor, SyntaxFault } from '../syntax/cursor.ts';
import type { Diagnostics } from '../syntax/diagnostics.ts';
import { parseExpression } from '../syntax/parse-expression.ts';
import { parseTemplateText } from '../syntax/parse-template.ts';
import { scanTemplate } from '../syntax/scanner.ts';
import { Source, type Span } from '../syntax/source.ts';
import type { TreeNode } from '../tree/tree.ts';
import { boolOf, nullOf, numberOf, stringOf, type Value } from '../values/value.ts';

/** JSON data as an expression: its strings are templates. */
export function jsonExpression(node: TreeNode, diagnostics: Diagnostics): Expression {
  const { span } = node;
  const at = { span, start: span };
  if (node.kind === 'string') return templateOf(node.text, span, diagnostics);
  if (node.kind === 'list') {
    return {
      kind: 'tuple',
      items: node.items.map((item) => jsonExpression(item, diagnostics)),
      ...at,
    };
  }
  if (node.kind === 'object') {
    const items = node.members.map(({ name, nameSpan, value }): ObjectItem => ({
      key: templateOf(name, nameSpan, diagnostics),
      bareKey: undefined,
      value: jsonExpression(value, diagnostics),
    }));
    return { kind: 'object', items, ...at };
  }
  const value =
    node.kind === 'number'
      ? numberOf(node.text)
      : node.kind === 'bool'
        ? boolOf(node.bool)
        : nullOf();
  return literal(value, span);
}

function literal(value: Value, span: Span): Expression {
  return { kind: 'literal', value, span, start: span };
}

/** Positions count from the string's first character; an escape in it moves those after it. */
function templateOf(text: string, span: Span, diagnostics: Diagnostics): Expression {
  if (!/[$%]\{/.test(text)) return literal(stringOf(text.normalize('NFC')), span);
  const origin = { source: span.source, start: span.start + 1, end: span.end };
  const source = new Source(span.source.filename, text, origin);
  const cursor = new Cursor(scanTemplate(source), parseExpression);
  try {
    return parseTemplateText(cursor, source);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    cursor.report(error.fault);
    return literal(stringOf(text), span);
  } finally {
    diagnostics.addAll(cursor.diagnostics.list);
  }
}
