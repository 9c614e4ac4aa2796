import { assertNever } from '@steppe/domain';
import { FunctionFault } from '../evaluate/function.ts';
import { Source } from '../syntax/source.ts';
import { readJson } from '../tree/read-json.ts';
import type { TreeNode } from '../tree/tree.ts';
import {
  boolOf,
  isEntries,
  isItems,
  nullOf,
  numberOf,
  numberText,
  objectOf,
  stringOf,
  tupleOf,
  type Value,
} from '../values/value.ts';

/** JSON as objects and tuples; numbers keep all their digits. */
export function decodeJson(text: string): Value {
  const { root, diagnostics } = readJson(new Source('json', text));
  if (root === undefined)
    throw new FunctionFault(`this is no JSON: ${diagnostics[0]?.detail ?? ''}`, 0);
  return valueOf(root);
}

export function valueOf(node: TreeNode): Value {
  switch (node.kind) {
    case 'object':
      return objectOf(node.members.map(({ name, value }) => [name, valueOf(value)]));
    case 'list':
      return tupleOf(node.items.map(valueOf));
    case 'string':
      return stringOf(node.text.normalize('NFC'));
    case 'number':
      return numberOf(node.text);
    case 'bool':
      return boolOf(node.bool);
    case 'null':
      return nullOf();
    default:
      return assertNever(node);
  }
}

/** Compact JSON with sorted keys, in which what could end a script in HTML is escaped. */
export function encodeJson(value: Value): string {
  if (value.kind === 'string') return quoted(value.text);
  if (value.kind === 'number') return numberText(value.number);
  if (value.kind === 'bool') return String(value.bool);
  if (isItems(value)) return `[${value.items.map(encodeJson).join(',')}]`;
  if (!isEntries(value)) return 'null';
  return `{${[...value.entries].map(([key, item]) => `${quoted(key)}:${encodeJson(item)}`).join(',')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]|\\[bf]/g, (char) =>
    char === '\\b'
      ? '\\u0008'
      : char === '\\f'
        ? '\\u000c'
        : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
