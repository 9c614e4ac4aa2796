import type { WireVariable } from '@steppe/api-contract';
import { keyValues } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { Paint } from '../terminal.ts';

const MS_PER_NS = 1e-6;
const WIDTH = 78;
const INDENT = '    ';

export function variableTable(variable: WireVariable, options: { bold: Paint }): string {
  const block = keyValues([
    ['Namespace', variable.Namespace],
    ['Path', variable.Path],
    ['Create Time', timeOf(variable.CreateTime)],
    ...modifiedOf(variable),
    ['Check Index', String(variable.ModifyIndex)],
  ]);
  return `${block}\n\n${titled('Items', keyValues(itemsOf(variable)), options)}`;
}

/** As a file that `var put` takes. */
export function variableJson({ Lock: _lock, ...variable }: WireVariable): string {
  const { Namespace, Path, CreateIndex, ModifyIndex, CreateTime, ModifyTime, Items } = variable;
  return JSON.stringify(
    { Namespace, Path, CreateIndex, ModifyIndex, CreateTime, ModifyTime, Items },
    undefined,
    2,
  );
}

export function variableHcl(variable: WireVariable): string {
  const { Namespace, Path, CreateIndex, ModifyIndex, CreateTime, ModifyTime } = variable;
  const items = itemsOf(variable).map(([key, value]) => `  ${nameOf(key)} = ${quoted(value)}`);
  return [
    '',
    `namespace    = ${quoted(Namespace)}`,
    `path         = ${quoted(Path)}`,
    `create_index = ${CreateIndex}  # Set by server`,
    `modify_index = ${ModifyIndex}  # Set by server; consulted for check-and-set`,
    `create_time  = ${CreateTime}   # Set by server`,
    `modify_time  = ${ModifyTime}   # Set by server`,
    '',
    'items = {',
    ...items,
    '}',
    '',
  ].join('\n');
}

/** Why a variable was not written, and how it would be. */
export function conflictText(wanted: string, { ModifyIndex, ModifyTime }: WireVariable): string {
  const text =
    `Your provided check-index (${wanted}) does not match the server-side index ` +
    `(${ModifyIndex}). The server-side item was last updated on ${timeOf(ModifyTime)}. If you ` +
    `are sure you want to perform this operation, add the -force or ` +
    `-check-index=${ModifyIndex} flag before the positional arguments.`;
  const lines = wrapped(text).map((line) => `${INDENT}${line}`);
  return `\nCheck-and-Set conflict\n\n${lines.join('\n')}\n`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function itemsOf({ Items }: WireVariable): [string, string][] {
  return Object.entries(Items ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function modifiedOf({ CreateIndex, ModifyIndex, ModifyTime }: WireVariable): [string, string][] {
  return CreateIndex === ModifyIndex ? [] : [['Modify Time', timeOf(ModifyTime)]];
}

function timeOf(ns: number): string {
  return new Date(ns * MS_PER_NS).toISOString().replace(/\.\d+Z$/, 'Z');
}

function nameOf(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : quoted(key);
}

/** A template in a value stays text. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
}
