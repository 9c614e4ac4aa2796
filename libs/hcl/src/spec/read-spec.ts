import type { ReadContext, Reader } from '../agent-config/reader.ts';
import { readHcl1 } from '../hcl1/read-hcl1.ts';
import { type Diagnostic, Diagnostics } from '../syntax/diagnostics.ts';
import { Source } from '../syntax/source.ts';
import { readJson } from '../tree/read-json.ts';
import type { TreeNode } from '../tree/tree.ts';

/** A file that says what a namespace, a node pool or the like is to be. */
export interface SpecFile {
  readonly filename: string;
  /** HCL's first version, or JSON when it starts with a brace. */
  readonly text: string;
}

export interface ParsedSpec<T> {
  /** Absent when there are errors. */
  readonly spec?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file of known settings. Never throws. */
export function readSpec<T>({ filename, text }: SpecFile, reader: Reader<T>): ParsedSpec<T> {
  const diagnostics = new Diagnostics();
  const source = new Source(filename, text);
  const isJson = source.text.trimStart().startsWith('{');
  const { root, diagnostics: faults } = isJson ? readJson(source) : readHcl1(source);
  diagnostics.addAll(faults);
  const spec = root ? readRoot(root, reader, { source, diagnostics }) : undefined;
  return spec === undefined || diagnostics.hasErrors
    ? { diagnostics: diagnostics.list }
    : { spec, diagnostics: diagnostics.list };
}

function readRoot<T>(
  node: TreeNode,
  reader: Reader<T>,
  { source, ...context }: ReadContext & { source: Source },
): T {
  const nameSpan = { source, start: 0, end: 0 };
  return reader([{ name: 'the file', nameSpan, node }], context);
}
