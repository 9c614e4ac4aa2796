import { createHash } from 'node:crypto';
import { hashState, type State } from '@steppe/domain';

export function hashOf(state: State): string {
  const hash = createHash('sha256');
  return hashState(state, {
    update: (text) => {
      hash.update(text);
    },
    hex: () => hash.digest('hex'),
  });
}
