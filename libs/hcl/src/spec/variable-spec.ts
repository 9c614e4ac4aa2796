import { struct } from '../agent-config/reader.ts';
import { text, textMap } from '../agent-config/settings.ts';
import { type ParsedSpec, readSpec, type SpecFile } from './read-spec.ts';

/** A variable as a file describes it. */
export interface VariableSpec {
  readonly namespace: string | undefined;
  readonly path: string | undefined;
  readonly items: Readonly<Record<string, string>>;
}

const variable = struct({ namespace: text, path: text, items: textMap });

/** Reads a file of a variable in HCL. Never throws. */
export function parseVariableSpec(file: SpecFile): ParsedSpec<VariableSpec> {
  return readSpec(file, variable);
}
