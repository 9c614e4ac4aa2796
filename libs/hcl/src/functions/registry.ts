import type { HclFunction } from '../evaluate/function.ts';
import { addressFunctions } from './addresses.ts';
import { collectionFunctions } from './collections.ts';
import { encodingFunctions } from './encodings.ts';
import { expressionFunctions } from './expressions.ts';
import { fileFunctions } from './files.ts';
import { formatFunctions } from './format.ts';
import { hashFunctions } from './hashes.ts';
import type { Host } from './host.ts';
import { numberFunctions } from './numbers.ts';
import { setFunctions } from './sets.ts';
import { stringFunctions } from './strings.ts';
import { timestampFunctions } from './timestamps.ts';
import { uuidFunctions } from './uuids.ts';

const PURE: ReadonlyArray<readonly [string, HclFunction]> = [
  addressFunctions,
  collectionFunctions,
  encodingFunctions,
  expressionFunctions,
  formatFunctions,
  numberFunctions,
  setFunctions,
  stringFunctions,
  timestampFunctions,
].flatMap((functions) => Object.entries(functions));

/** All functions of the job language by name. */
export function standardFunctions(host: Host = {}): ReadonlyMap<string, HclFunction> {
  const impure = [fileFunctions(host), hashFunctions(host), uuidFunctions(host)];
  return new Map([...PURE, ...impure.flatMap((functions) => Object.entries(functions))]);
}
