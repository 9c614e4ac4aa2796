import { z } from 'zod';

/** Whether a value is what its schema describes, to the letter. */
type Check = (value: unknown) => boolean;

/**
 * Makes a check that is true only of what the schema would give back as it is: nothing is missing, unknown, to be
 * filled in or wrong. It is many times as fast as parsing, which builds each object anew; where it says false, also
 * because it does not know a kind of schema, parsing has the word. A field that may be missing may be undefined, too:
 * JSON leaves it out.
 */
export function exactShapeOf<T extends z.core.$ZodType>(
  schema: T,
): (value: unknown) => value is z.output<T> {
  const check = madeBefore.get(schema) ?? checkOf(schema);
  madeBefore.set(schema, check);
  return (value): value is z.output<T> => check(value);
}

const madeBefore = new WeakMap<z.core.$ZodType, Check>();

const never: Check = () => false;

function checkOf(schema: z.core.$ZodType): Check {
  if (schema instanceof z.core.$ZodStringFormat) return never;
  if (schema instanceof z.core.$ZodString) return stringCheck(schema);
  if (schema instanceof z.core.$ZodNumber) return numberCheck(schema);
  if (schema instanceof z.core.$ZodArray) return arrayCheck(schema);
  if (defOf(schema).checks?.length) return never;
  if (schema instanceof z.core.$ZodBoolean) return (value) => typeof value === 'boolean';
  if (schema instanceof z.core.$ZodUnknown) return () => true;
  if (schema instanceof z.core.$ZodLiteral) return oneOf(defOf(schema).values);
  if (schema instanceof z.core.$ZodEnum) return oneOf(Object.values(defOf(schema).entries));
  if (schema instanceof z.core.$ZodRecord) return recordCheck(schema);
  if (schema instanceof z.core.$ZodObject) return objectCheck(schema);
  if (schema instanceof z.core.$ZodDiscriminatedUnion) return discriminatedCheck(schema);
  if (schema instanceof z.core.$ZodUnion) return anyOf(defOf(schema).options.map(checkOf));
  if (schema instanceof z.core.$ZodNullable) {
    return anyOf([(value) => value === null, checkOf(defOf(schema).innerType)]);
  }
  // Objects know what may be missing.
  if (schema instanceof z.core.$ZodOptional) return checkOf(defOf(schema).innerType);
  if (schema instanceof z.core.$ZodDefault) return checkOf(defOf(schema).innerType);
  return never;
}

function stringCheck(schema: z.core.$ZodString): Check {
  const lengthMin = lengthMinOf(defOf(schema).checks);
  return (value) => typeof value === 'string' && value.length >= lengthMin;
}

/** What a text or a list must have; more than any has where something else is asked of it, too. */
function lengthMinOf(checks: readonly z.core.$ZodCheck[] = []): number {
  let lengthMin = 0;
  for (const check of checks) {
    if (!(check instanceof z.core.$ZodCheckMinLength)) return Number.POSITIVE_INFINITY;
    lengthMin = Math.max(lengthMin, defOf(check).minimum);
  }
  return lengthMin;
}

function numberCheck(schema: z.core.$ZodNumber): Check {
  const { checks = [] } = defOf(schema);
  const isInteger = schema instanceof z.core.$ZodNumberFormat;
  if (isInteger && defOf(schema).format !== 'safeint') return never;
  const bounds = { min: Number.NEGATIVE_INFINITY, above: Number.NEGATIVE_INFINITY };
  let max = Number.POSITIVE_INFINITY;
  for (const check of checks) {
    if (check instanceof z.core.$ZodCheckGreaterThan) {
      const { inclusive, value } = defOf(check);
      const bound = inclusive ? 'min' : 'above';
      bounds[bound] = Math.max(bounds[bound], Number(value));
    } else if (check instanceof z.core.$ZodCheckLessThan && defOf(check).inclusive) {
      max = Math.min(max, Number(defOf(check).value));
    } else return never;
  }
  const { min, above } = bounds;
  const isNumber = isInteger ? Number.isSafeInteger : Number.isFinite;
  return (value) =>
    typeof value === 'number' && isNumber(value) && value >= min && value > above && value <= max;
}

function oneOf(values: readonly unknown[]): Check {
  if (values.length === 1) return (value) => value === values[0];
  const known = new Set(values);
  return (value) => known.has(value);
}

function anyOf(checks: readonly Check[]): Check {
  const [one, other] = checks;
  if (one && other && checks.length === 2) return (value) => one(value) || other(value);
  return (value) => checks.some((check) => check(value));
}

function arrayCheck(schema: z.core.$ZodArray): Check {
  const lengthMin = lengthMinOf(defOf(schema).checks);
  const isElement = checkOf(defOf(schema).element);
  return (value) => {
    if (!Array.isArray(value) || value.length < lengthMin) return false;
    for (let i = 0; i < value.length; i++) if (!isElement(value[i])) return false;
    return true;
  };
}

function recordCheck(schema: z.core.$ZodRecord): Check {
  const { keyType, valueType } = defOf(schema);
  if (!(keyType instanceof z.core.$ZodString) || defOf(keyType).checks?.length) return never;
  const isValue = checkOf(valueType);
  return (value) => {
    if (!isObject(value)) return false;
    for (const key in value) if (key === '__proto__' || !isValue(value[key])) return false;
    return true;
  };
}

function objectCheck(schema: z.core.$ZodObject): Check {
  const { shape, catchall } = defOf(schema);
  const isLoose = catchall instanceof z.core.$ZodUnknown;
  if (catchall && !isLoose) return never;
  const fields = new Map(Object.entries(shape).map(([key, field]) => [key, fieldOf(field)]));
  const required = [...fields.values()].filter((field) => field.isRequired).length;
  return (value) => {
    if (!isObject(value)) return false;
    let left = required;
    for (const key in value) {
      const field = fields.get(key);
      if (!field) {
        if (isLoose && key !== '__proto__') continue;
        return false;
      }
      const inner = value[key];
      if (inner === undefined && !field.isRequired) continue;
      if (!field.check(inner)) return false;
      if (field.isRequired) left -= 1;
    }
    return left === 0;
  };
}

/** What has a default must be there too: it would be filled in. */
function fieldOf(schema: z.core.$ZodType): { check: Check; isRequired: boolean } {
  return { check: checkOf(schema), isRequired: !(schema instanceof z.core.$ZodOptional) };
}

function discriminatedCheck(schema: z.core.$ZodDiscriminatedUnion): Check {
  const { discriminator, options } = defOf(schema);
  const byValue = new Map<unknown, Check>();
  for (const option of options) {
    const check = checkOf(option);
    for (const value of typesOf(option, discriminator)) byValue.set(value, check);
  }
  return (value) => {
    if (!isObject(value)) return false;
    const check = byValue.get(value[discriminator]);
    return check !== undefined && check(value);
  };
}

/** The values of a field by which this one of several is told from the others. */
function typesOf({ _zod: { propValues } }: z.core.$ZodType, field: string): Iterable<unknown> {
  return propValues?.[field] ?? [];
}

/** What a schema or a check was made of. */
function defOf<T>({ _zod: { def } }: { readonly _zod: { readonly def: T } }): T {
  return def;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
