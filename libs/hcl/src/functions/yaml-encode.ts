import { isEntries, isItems, numberText, type Value } from '../values/value.ts';

/** YAML with every text and key in quotes, two blanks per level, and lists at their key's own. */
export function encodeYaml(value: Value): string {
  return `${block(value, '').replace(/^\n/, '')}\n`;
}

/** What comes after a key's colon or a dash: a blank and a scalar, or lines of its own. */
function block(value: Value, indentation: string): string {
  if (isItems(value) && value.items.length > 0) {
    return value.items.map((item) => `\n${indentation}-${afterDash(item, indentation)}`).join('');
  }
  if (isEntries(value) && value.entries.size > 0) {
    return [...value.entries]
      .map(([key, item]) => `\n${indentation}${quoted(key)}:${afterColon(item, indentation)}`)
      .join('');
  }
  return scalar(value, indentation);
}

function afterDash(value: Value, indentation: string): string {
  if (isEmpty(value)) return ` ${scalar(value, indentation)}`;
  const inner = block(value, `${indentation}  `);
  // The first line of what a dash begins stands on the dash's line.
  return inner.startsWith('\n') ? ` ${inner.trimStart()}` : ` ${inner}`;
}

function afterColon(value: Value, indentation: string): string {
  if (isEmpty(value)) return ` ${scalar(value, indentation)}`;
  if (isItems(value)) return block(value, indentation);
  return block(value, `${indentation}  `);
}

function isEmpty(value: Value): boolean {
  return (
    !(isItems(value) && value.items.length > 0) && !(isEntries(value) && value.entries.size > 0)
  );
}

function scalar(value: Value, indentation: string): string {
  if (value.kind === 'string')
    return value.text.includes('\n') ? literalBlock(value.text, indentation) : quoted(value.text);
  if (value.kind === 'number') return numberText(value.number);
  if (value.kind === 'bool') return String(value.bool);
  if (isItems(value)) return '[]';
  return isEntries(value) ? '{}' : 'null';
}

/** A text of several lines: `|` with its lines below, and a sign for how it ends. */
function literalBlock(text: string, indentation: string): string {
  if (/[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/u.test(text)) return quoted(text);
  const body = text.replace(/\n+$/, '');
  const end = text.length - body.length;
  const sign = end === 0 ? '-' : end === 1 ? '' : '+';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${hint}${sign}${lines.map((line) => `\n${line === '' ? '' : `${indentation}  ${line}`}`).join('')}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
