/** A template is malformed, or asks for what can't be done. The message names the line where one is known. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(message: string, line?: number) {
    super(line === undefined ? `template: ${message}` : `template: line ${line}: ${message}`);
  }
}
