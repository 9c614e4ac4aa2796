import type { HclFunction } from '../evaluate/function.ts';

/** What functions need from outside, given by whoever may do IO. */
export interface Host {
  /** Random bytes for `uuidv4` and `bcrypt`. */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** All functions by name. */
export function standardFunctions(_host: Host = {}): ReadonlyMap<string, HclFunction> {
  return new Map();
}
