import { fnv1a64 } from '@steppe/domain';

/**
 * A UUID (version 8) that follows from its parts alone. Two brokers that see the same need, of which one is
 * a zombie, so make the same evaluation, and the log takes it once.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const text = parts.join('\0');
  const hex = fnv1a64(`high\0${text}`) + fnv1a64(`low\0${text}`);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
