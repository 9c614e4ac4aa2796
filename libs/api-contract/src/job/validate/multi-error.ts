/**
 * Several faults as one text, in the layout that Nomad's clients print: a count, then a line for each. A fault
 * may itself be such a text.
 */
export function multiError(faults: readonly string[]): string {
  const count = faults.length === 1 ? '1 error occurred:' : `${faults.length} errors occurred:`;
  return `${count}\n\t* ${faults.join('\n\t* ')}\n\n`;
}

/** The faults of a part as one fault of the whole, or none. */
export function faultsOf(prefix: string, faults: readonly string[]): string[] {
  return faults.length === 0 ? [] : [`${prefix}: ${multiError(faults)}`];
}

/** Warnings as `Warnings` of an answer shows them. */
export function warningText(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  const count = warnings.length === 1 ? '1 warning:' : `${warnings.length} warnings:`;
  return `${count}\n\n* ${warnings.map((warning) => warning.trim()).join('\n* ')}`;
}
