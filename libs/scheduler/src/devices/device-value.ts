import type { DeviceAttribute } from '@steppe/domain';
import { comparisonOf } from '../feasible/operands.ts';

/** Units that a device attribute may have: what they measure, and how many of its smallest unit they are. */
const UNITS: Readonly<Record<string, { readonly measures: string; readonly factor: number }>> = {
  ...scaled('bytes', ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'], 1024),
  ...scaled('bytes', ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'], 1000),
  kB: { measures: 'bytes', factor: 1000 },
  KB: { measures: 'bytes', factor: 1000 },
  ...scaled('bytes per second', ['KiB/s', 'MiB/s', 'GiB/s', 'TiB/s', 'PiB/s', 'EiB/s'], 1024),
  ...scaled('bytes per second', ['kB/s', 'MB/s', 'GB/s', 'TB/s', 'PB/s', 'EB/s'], 1000),
  'KB/s': { measures: 'bytes per second', factor: 1000 },
  MHz: { measures: 'frequency', factor: 1 },
  GHz: { measures: 'frequency', factor: 1000 },
  mW: { measures: 'power', factor: 1 },
  W: { measures: 'power', factor: 1000 },
  kW: { measures: 'power', factor: 1000 ** 2 },
  MW: { measures: 'power', factor: 1000 ** 3 },
  GW: { measures: 'power', factor: 1000 ** 4 },
};

function scaled(measures: string, names: readonly string[], base: number) {
  return Object.fromEntries(names.map((name, i) => [name, { measures, factor: base ** (i + 1) }]));
}

/** Reads a literal such as `11 GiB`, `1.5`, `true` or any text. */
export function parseDeviceValue(text: string): DeviceAttribute {
  const [, number, unit = ''] = /^\s*([+-]?\d+(?:\.\d+)?)\s*([A-Za-z/]*)\s*$/.exec(text) ?? [];
  if (number !== undefined && unit === '') return { value: Number(number) };
  if (number !== undefined && Object.hasOwn(UNITS, unit)) return { value: Number(number), unit };
  if (text === 'true' || text === 'false') return { value: text === 'true' };
  return { value: text };
}

/**
 * Compares typed values as an operand asks: numbers by what they measure, whatever their units. Values of
 * different kinds compare to nothing. Source: Nomad's device attributes with units.
 */
export function compareDeviceValues(
  operand: string,
  left: DeviceAttribute | undefined,
  right: DeviceAttribute | undefined,
): boolean {
  switch (operand) {
    case '=':
    case '==':
    case 'is':
      return order(left, right) === 0;
    case '!=':
    case 'not':
      if (!left && !right) return false;
      return !left || !right || order(left, right) !== 0;
    case '<':
      return isOrdered(left, right, (difference) => difference < 0);
    case '<=':
      return isOrdered(left, right, (difference) => difference <= 0);
    case '>':
      return isOrdered(left, right, (difference) => difference > 0);
    case '>=':
      return isOrdered(left, right, (difference) => difference >= 0);
    default:
      return comparisonOf(operand)(left && textOf(left), right && textOf(right));
  }
}

/** Less than 0, 0 or more than 0; undefined when the two cannot be compared. */
function order(
  left: DeviceAttribute | undefined,
  right: DeviceAttribute | undefined,
): number | undefined {
  if (!left || !right) return undefined;
  const [a, b] = [left.value, right.value];
  if (typeof a === 'number' && typeof b === 'number') {
    const [unitA, unitB] = [unitOf(left), unitOf(right)];
    if (unitA?.measures !== unitB?.measures) return undefined;
    return a * (unitA?.factor ?? 1) - b * (unitB?.factor ?? 1);
  }
  if (typeof a !== typeof b) return undefined;
  if (a === b) return 0;
  // Whether true is more than false is no question.
  if (typeof a === 'boolean') return Number.NaN;
  return a < b ? -1 : 1;
}

function isOrdered(
  left: DeviceAttribute | undefined,
  right: DeviceAttribute | undefined,
  accepts: (difference: number) => boolean,
): boolean {
  const difference = order(left, right);
  return difference !== undefined && accepts(difference);
}

function unitOf({ unit }: DeviceAttribute) {
  return unit === undefined ? undefined : UNITS[unit];
}

function textOf({ value, unit }: DeviceAttribute): string {
  return unit === undefined ? String(value) : `${value} ${unit}`;
}
