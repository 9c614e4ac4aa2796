import { SteppeError } from '@steppe/domain';
import type { ReadOptions } from '../http/read-options.ts';

const OPERATIONS = ['acquire', 'renew', 'release'] as const;
export type LockOperation = (typeof OPERATIONS)[number];

/**
 * What a request wants of a variable's lock, e.g. with `?lock-acquire`; undefined for nothing.
 *
 * @throws SteppeError `REQUEST_INVALID` in Nomad's words when it wants several things at once.
 */
export function lockOperationIn({ query }: ReadOptions): LockOperation | undefined {
  const [wanted, ...more] = OPERATIONS.filter((name) => query.has(`lock-${name}`));
  if (more.length > 0) throw new SteppeError('REQUEST_INVALID', 'multiple lock operations');
  if (wanted && query.has('cas')) {
    throw new SteppeError('REQUEST_INVALID', "CAS can't be used with lock operations");
  }
  return wanted;
}
