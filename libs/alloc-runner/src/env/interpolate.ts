import type { JsonObject, JsonValue } from '@steppe/task-drivers';

/** What a `${…}` in a job stands for, by the text between the braces. */
export type Variables = ReadonlyMap<string, string>;

const REFERENCE = /\$\{([^{}]+)\}/gu;

/** Fills in `${…}` in a text. A name that is unknown stays as it is written, as Nomad leaves it. */
export function interpolate(text: string, variables: Variables): string {
  return text.replaceAll(REFERENCE, (reference: string, name: string) => {
    return variables.get(canonicalName(name)) ?? reference;
  });
}

/** Fills in every text within a JSON object, keys too. */
export function interpolateObject(object: JsonObject, variables: Variables): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      interpolate(key, variables),
      interpolateValue(value, variables),
    ]),
  );
}

function interpolateValue(value: JsonValue, variables: Variables): JsonValue {
  if (typeof value === 'string') return interpolate(value, variables);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((item) => interpolateValue(item, variables));
  return interpolateObject(value, variables);
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** `env["X"]`, `env[X]` and `X` are the same variable. */
function canonicalName(name: string): string {
  const trimmed = name.trim();
  return /^env\["?([^"\]]+)"?\]$/u.exec(trimmed)?.[1] ?? trimmed;
}
