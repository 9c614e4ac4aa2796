import { assert } from '@steppe/domain';

/** Only a node's own subject is republished, and only its agent needs to follow a single one. */
export function assertFollowable(subject: string): void {
  assert(subject.startsWith('node.'), `only node subjects can be followed alone, not ${subject}`);
}
