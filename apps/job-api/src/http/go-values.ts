import { SteppeError } from '@steppe/domain';

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/**
 * A flag of a query string, as Go reads it.
 *
 * @throws SteppeError `REQUEST_INVALID`.
 */
export function parseFlag(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new SteppeError(
    'REQUEST_INVALID',
    `Failed to parse value of ${JSON.stringify(name)} (${text}) as a bool: ` +
      `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

/** A whole number of at most 15 digits; undefined when it is none. */
export function parseWhole(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
