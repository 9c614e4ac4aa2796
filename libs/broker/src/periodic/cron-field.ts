import { SteppeError } from '@steppe/domain';

export interface FieldRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names?: readonly string[];
}

/** Values of one field of a cron expression. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** Starts with `*` or `?`: it leaves the choice to the others. */
  readonly isOpen: boolean;
}

/**
 * Reads one field: `*`, `?`, `5`, `MON`, `1-5`, `0/15`, and lists of them.
 *
 * @throws SteppeError `JOB_INVALID` when it is none.
 */
export function parseField(text: string, range: FieldRange): CronField {
  const values = new Set<number>();
  for (const item of text.split(',')) addItem(values, item, range);
  return { values, isOpen: text.startsWith('*') || text === '?' };
}

function addItem(values: Set<number>, item: string, range: FieldRange): void {
  const match = /^(?:(\*|\?)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
  if (!match) throw invalid(item, range);
  const [, any, first, last, step] = match;
  const from = any ? range.min : valueOf(first, range);
  let to = from;
  if (any || (step !== undefined && last === undefined)) to = range.max;
  else if (last !== undefined) to = valueOf(last, range);
  const by = step === undefined ? 1 : Number(step);
  if (by === 0 || to < from) throw invalid(item, range);
  for (let value = from; value <= to; value += by) values.add(value);
}

function valueOf(text: string | undefined, range: FieldRange): number {
  const named = range.names?.indexOf((text ?? '').slice(0, 3).toUpperCase()) ?? -1;
  const value = named >= 0 ? named + range.min : Number(text);
  if (!Number.isInteger(value) || value < range.min || value > range.max) {
    throw invalid(text ?? '', range);
  }
  return value;
}

function invalid(item: string, { name, min, max }: FieldRange): SteppeError {
  return new SteppeError(
    'JOB_INVALID',
    `cron: "${item}" is no value of the ${name} field (${min}-${max})`,
  );
}
