import { formatDiagnostics, type ParsedSpec, type SpecFile } from '@steppe/hcl';
import type { CommandContext } from './command.ts';
import { Failure } from './failure.ts';
import { readText } from './job-file/read-text.ts';

/**
 * Reads a file of settings, or stdin when the path is `-`.
 *
 * @throws Failure with the place of each fault.
 */
export async function loadSpec<T>(
  { terminal }: Pick<CommandContext, 'terminal'>,
  path: string,
  parse: (file: SpecFile) => ParsedSpec<T>,
): Promise<T> {
  const text = await readText(path, terminal.stdin);
  const { spec, diagnostics } = parse({ filename: path, text });
  if (spec !== undefined) return spec;
  throw new Failure(
    `"${path}" is not valid:\n\n${formatDiagnostics(diagnostics, { [path]: text })}`,
  );
}
