import type { WireVariable } from '@steppe/api-contract';
import type { CommandContext } from './command.ts';
import { Failure } from './failure.ts';
import { filled } from './formatted.ts';
import { variableHcl, variableJson, variableTable } from './views/variable.ts';

/** Prints a variable as `-out` asks; without it as JSON where the output is no terminal. */
export function printVariable(
  { parsed, terminal }: Pick<CommandContext, 'parsed' | 'terminal'>,
  variable: WireVariable,
  onTerminal: 'table' | 'none',
): void {
  const form = parsed.value('out') ?? (terminal.screen ? onTerminal : 'json');
  switch (form) {
    case 'none':
      return;
    case 'json':
      return terminal.out(variableJson(variable));
    case 'hcl':
      return terminal.out(variableHcl(variable));
    case 'table':
      return terminal.out(variableTable(variable, terminal));
    case 'go-template':
      return terminal.out(filled(parsed.value('template') ?? '', variable));
    default:
      throw new Failure(
        `Invalid value for "-out": "${form}"; use go-template, hcl, json, none or table`,
      );
  }
}
