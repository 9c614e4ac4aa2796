import { SteppeError } from '@steppe/domain';
import type { AclSettings } from '../ports.ts';

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words while access is not controlled. */
export function checkAclEnabled({ enabled }: AclSettings): void {
  if (!enabled) throw new SteppeError('REQUEST_INVALID', 'ACL support disabled');
}
