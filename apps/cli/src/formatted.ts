import { parseTemplate, renderTemplate, TemplateError } from '@steppe/go-template';
import type { CommandContext } from './command.ts';
import { formatJson } from './layout/json.ts';
import { UsageError } from './usage-error.ts';

/** Prints a value as `-json` or `-t` asks. @returns false when neither does. */
export function printFormatted(
  { parsed, terminal }: Pick<CommandContext, 'parsed' | 'terminal'>,
  value: unknown,
): boolean {
  const template = parsed.value('t');
  if (parsed.flag('json')) {
    if (template !== undefined) {
      throw new UsageError('Both json and template formatting are not allowed');
    }
    terminal.out(formatJson(value));
    return true;
  }
  if (template === undefined) return false;
  terminal.out(filled(template, value));
  return true;
}

/** Whether the answer is to be printed raw. */
export function wantsFormat({ parsed }: Pick<CommandContext, 'parsed'>): boolean {
  return parsed.flag('json') || parsed.value('t') !== undefined;
}

const FUNCTIONS = new Map([['json', (value: unknown) => JSON.stringify(value)]]);

/** A value through a Go template. @throws UsageError when the template is none. */
export function filled(template: string, value: unknown): string {
  try {
    return renderTemplate(parseTemplate(template), value, { functions: FUNCTIONS });
  } catch (cause) {
    if (cause instanceof TemplateError) throw new UsageError(cause.message, { cause });
    throw cause;
  }
}
