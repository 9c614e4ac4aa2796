import { assertNever, SteppeError } from '@steppe/domain';
import type { Filter } from './parse-filter.ts';

/**
 * Whether an item of a list passes a filter.
 *
 * @param fields the fields that items of its kind have, since one that is not set may be left out.
 * @throws SteppeError `REQUEST_INVALID` in Nomad's words when the filter names a field that there is not.
 */
export function passesFilter(filter: Filter, item: unknown, fields: ReadonlySet<string>): boolean {
  switch (filter.kind) {
    case 'and':
      return passesFilter(filter.left, item, fields) && passesFilter(filter.right, item, fields);
    case 'or':
      return passesFilter(filter.left, item, fields) || passesFilter(filter.right, item, fields);
    case 'not':
      return !passesFilter(filter.inner, item, fields);
    case 'match':
      checkField(filter.path, fields);
      return filter.test(filter.path.reduce(fieldOf, item));
    default:
      return assertNever(filter);
  }
}

function checkField(path: readonly string[], fields: ReadonlySet<string>): void {
  const [field = ''] = path;
  if (fields.has(field)) return;
  throw new SteppeError(
    'REQUEST_INVALID',
    `failed to read result page: error finding value in datum: /${path.join('/')} at part 0: ` +
      `couldn't find key: struct field with name ${JSON.stringify(field)}; ` +
      `there are ${[...fields].join(', ')}`,
  );
}

/** Own fields only: a name such as `constructor` finds nothing. */
function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
