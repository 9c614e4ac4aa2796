/** Makes a label or key fit for the name of an environment variable, as Nomad does. */
export function envName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_]/gu, '_');
}
