import { FunctionFault } from '../evaluate/function.ts';
import { objectOf, stringOf, tupleOf, type Value } from '../values/value.ts';

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** Rows as objects, with the names of the first row (RFC 4180). */
export function decodeCsv(text: string): Value {
  const [header, ...rows] = readRows(text);
  if (header === undefined) throw new FunctionFault('the header row is missing');
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) throw new FunctionFault(`the column "${repeated}" comes twice`);
  return tupleOf(
    rows.map((row) => objectOf(header.map((name, index) => [name, stringOf(row[index] ?? '')]))),
  );
}

function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length || row.length > 0) {
    const at = FIELD.lastIndex;
    const found = FIELD.exec(text);
    if (found === null) throw new FunctionFault(`line ${lineAt(text, at)} has a stray quote`);
    const [whole, quoted, plain = '', separator = ''] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (separator === ',') continue;
    const isBlank = row.length === 1 && whole === separator;
    if (!isBlank) rows.push(checkedWidth(row, rows[0], lineAt(text, at)));
    row = [];
  }
  return rows;
}

function checkedWidth(
  row: string[],
  header: readonly string[] | undefined,
  line: number,
): string[] {
  if (header !== undefined && row.length !== header.length) {
    throw new FunctionFault(
      `line ${line} has ${row.length} fields, and the header ${header.length}`,
    );
  }
  return row;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
