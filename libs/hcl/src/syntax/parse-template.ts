import type { Expression, Label } from './ast.ts';
import { type Cursor, faultAt, SyntaxFault } from './cursor.ts';
import { between, characterCount, type Source, type Span, textOf } from './source.ts';
import { decodeText } from './string-literal.ts';
import { type Piece, readPieces } from './template-pieces.ts';
import { buildTemplateParts, textPart } from './template-tree.ts';
import type { Token } from './token.ts';

/** A quoted string, after its opening quote. */
export function parseQuoted(cursor: Cursor, open: Token): Expression {
  const { pieces, close } = readPieces(cursor, 'close-quote');
  return templateOf(cursor, pieces, { span: between(open, close), end: close });
}

/** A heredoc, after its marker; with `<<-` its common indentation goes. */
export function parseHeredoc(cursor: Cursor, open: Token): Expression {
  const { pieces, close } = readPieces(cursor, 'close-heredoc');
  if (textOf(open).startsWith('<<-')) removeIndentation(pieces);
  return templateOf(cursor, pieces, { span: between(open, close), end: close });
}

function templateOf(
  cursor: Cursor,
  pieces: readonly Piece[],
  at: { span: Span; end: Token },
): Expression {
  const { span } = at;
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === 'interpolation') {
    return { kind: 'template-wrap', wrapped: only.expression, span, start: span };
  }
  const parts = buildTemplateParts(cursor, pieces, at.end);
  const all =
    parts.length === 0
      ? [textPart('', { ...span, start: at.end.start, end: at.end.start })]
      : parts;
  return { kind: 'template', parts: all, span, start: all[0]?.start ?? span };
}

/** A source that is a template's text as a whole, such as a string of a JSON file. */
export function parseTemplateText(cursor: Cursor, source: Source): Expression {
  const { pieces, close } = readPieces(cursor, 'end-of-file');
  const span = { source, start: 0, end: source.text.length };
  return templateOf(cursor, pieces, { span, end: close });
}

/** A label: a quoted string without anything to evaluate. */
export function parsePlainString(cursor: Cursor, open: Token): Label {
  let text = '';
  for (;;) {
    const token = cursor.next();
    if (token.type === 'close-quote') return { text, span: between(open, token) };
    if (token.type === 'quoted-text') {
      text += decodeText(cursor, token);
    } else if (token.type === 'template-interpolation' || token.type === 'template-directive') {
      throw faultAt(
        token,
        'Invalid string literal',
        'A label is plain text. For the characters "${" or "%{", write "$${" or "%%{".',
        open,
      );
    } else {
      throw new SyntaxFault({
        summary: 'Unterminated string literal',
        detail: 'The closing quote of this label is missing.',
        subject: token,
        context: between(open, token),
      });
    }
  }
}

/**
 * Takes the smallest indentation of any line from all of them.
 * Blank lines neither count nor lose anything.
 */
function removeIndentation(pieces: readonly Piece[]): void {
  const lineStarts = pieces.filter((_, index) => {
    const before = pieces[index - 1];
    return before === undefined || (before.kind === 'text' && before.text.endsWith('\n'));
  });
  const indented = lineStarts
    .filter((piece) => piece.kind === 'text')
    .filter(({ text }) => !isBlankLine(text));
  const startsBare = lineStarts.some(({ kind }) => kind !== 'text');
  const widths = indented.map(({ text }) => characterCount(indentationOf(text)));
  const common = startsBare ? 0 : Math.min(...widths);
  if (!Number.isFinite(common)) return;
  for (const piece of indented) piece.text = Array.from(piece.text).slice(common).join('');
}

function indentationOf(text: string): string {
  return text.slice(0, text.length - text.trimStart().length);
}

function isBlankLine(text: string): boolean {
  return text.trim() === '' && text.endsWith('\n');
}
