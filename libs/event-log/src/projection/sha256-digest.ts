import { createHash } from 'node:crypto';
import type { Digest } from '@steppe/domain';

export function sha256Digest(): Digest {
  const hash = createHash('sha256');
  return {
    update: (text) => {
      hash.update(text);
    },
    hex: () => hash.digest('hex'),
  };
}
