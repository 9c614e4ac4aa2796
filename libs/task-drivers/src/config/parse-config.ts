import type { z } from 'zod';
import { DriverError } from '../driver-error.ts';
import type { JsonObject } from '../json.ts';
import type { ConfigFault } from '../task-driver.ts';

/** Lists the faults of a task's config: unknown keys with the ones that exist, missing keys, wrong types. */
export function faultsOf(schema: z.ZodObject, config: JsonObject): readonly ConfigFault[] {
  const result = schema.safeParse(config);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => unknownKey(keyOf([...issue.path, name]), issue.path, schema));
    }
    const key = keyOf(issue.path);
    if (issue.input === undefined && isMissing(config, issue.path)) {
      return [{ key, message: `missing required key "${key}"` }];
    }
    return [{ key, message: `"${key}" ${issue.message}` }];
  });
}

/** @throws DriverError `CONFIG_INVALID` with all the faults in one line. */
export function parseConfig<T extends z.ZodObject>(schema: T, config: JsonObject): z.infer<T> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const faults = faultsOf(schema, config).map((fault) => fault.message);
  throw new DriverError('CONFIG_INVALID', `invalid task config: ${faults.join('; ')}`, {
    recoverable: false,
    cause: result.error,
  });
}

function unknownKey(key: string, path: readonly PropertyKey[], schema: z.ZodObject): ConfigFault {
  const known =
    path.length === 0 ? `; known keys: ${Object.keys(schema.shape).toSorted().join(', ')}` : '';
  return { key, message: `unknown key "${key}"${known}` };
}

function isMissing(config: JsonObject, path: readonly PropertyKey[]): boolean {
  let at: unknown = config;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return true;
    at = new Map<PropertyKey, unknown>(Object.entries(at)).get(String(part));
  }
  return at === undefined;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number'
        ? `${key}[${part}]`
        : key === ''
          ? String(part)
          : `${key}.${String(part)}`,
    '',
  );
}
