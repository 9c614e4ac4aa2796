import { SteppeError } from '../errors.ts';

const REFERENCE = /\$\{([^{}]*)\}/g;

/** What is wrong with a template such as `${value.team}-developers`; undefined when nothing is. */
export function nameTemplateFault(template: string): string | undefined {
  const rest = template.replaceAll(REFERENCE, '');
  return rest.includes('${') ? `"${template}" opens a "\${" that it does not close` : undefined;
}

/**
 * Puts values into a template.
 *
 * @param values by their names, e.g. `value.team`.
 * @throws SteppeError `REQUEST_INVALID` for a name that has no value.
 */
export function fillNameTemplate(template: string, values: ReadonlyMap<string, string>): string {
  return template.replaceAll(REFERENCE, (_whole, inner: string) => {
    const name = inner.trim();
    const value = values.get(name);
    if (value !== undefined) return value;
    const known = [...values.keys()].join(', ') || 'none';
    throw new SteppeError(
      'REQUEST_INVALID',
      `unknown variable accessed: ${name}; those that have a value: ${known}`,
    );
  });
}
