import { SteppeError } from '@steppe/domain';
import { type CronField, type FieldRange, parseField } from './cron-field.ts';

/** A cron expression. */
export interface CronSpec {
  readonly seconds: CronField;
  readonly minutes: CronField;
  readonly hours: CronField;
  readonly daysOfMonth: CronField;
  /** `L`: the last day of each month. */
  readonly onLastDay: boolean;
  readonly months: CronField;
  /** 0 is Sunday; 7 was read as 0. */
  readonly weekdays: CronField;
  readonly years: CronField;
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@annually': '0 0 1 1 *',
  '@yearly': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MONTH_NAMES = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAY_NAMES = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const SECONDS: FieldRange = { name: 'seconds', min: 0, max: 59 };
const MINUTES: FieldRange = { name: 'minutes', min: 0, max: 59 };
const HOURS: FieldRange = { name: 'hours', min: 0, max: 23 };
const DAYS: FieldRange = { name: 'days of month', min: 1, max: 31 };
const MONTHS: FieldRange = { name: 'months', min: 1, max: 12, names: MONTH_NAMES };
const WEEKDAYS: FieldRange = { name: 'days of week', min: 0, max: 7, names: DAY_NAMES };
const YEARS: FieldRange = { name: 'years', min: 1970, max: 2099 };

/**
 * Reads a cron expression: minute, hour, day of month, month and day of week; a sixth field is the year, and of
 * seven the first is the second. Source: the expressions that Nomad takes.
 *
 * @throws SteppeError `JOB_INVALID` saying what is wrong.
 */
export function parseCron(text: string): CronSpec {
  const trimmed = text.trim();
  const fields = (SHORTHANDS[trimmed.toLowerCase()] ?? trimmed).split(/\s+/);
  if (fields.length < 5 || fields.length > 7) {
    throw new SteppeError('JOB_INVALID', `cron: "${text}" has ${fields.length} fields, not 5 to 7`);
  }
  const withSeconds = fields.length === 7 ? fields : ['0', ...fields];
  const [
    seconds = '',
    minutes = '',
    hours = '',
    days = '',
    months = '',
    weekdays = '',
    years = '*',
  ] = withSeconds;
  const onLastDay = days.toUpperCase() === 'L';
  return {
    seconds: parseField(seconds, SECONDS),
    minutes: parseField(minutes, MINUTES),
    hours: parseField(hours, HOURS),
    daysOfMonth: onLastDay ? { values: new Set(), isOpen: false } : parseField(days, DAYS),
    onLastDay,
    months: parseField(months, MONTHS),
    weekdays: sundayAsZero(parseField(weekdays, WEEKDAYS)),
    years: parseField(years, YEARS),
  };
}

function sundayAsZero({ values, isOpen }: CronField): CronField {
  return { values: new Set([...values].map((value) => value % 7)), isOpen };
}
