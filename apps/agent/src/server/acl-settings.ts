import { join } from 'node:path';
import { SteppeError } from '@steppe/domain';
import type { AgentConfig } from '@steppe/hcl';
import type { AclSettings } from '@steppe/job-api';
import { readIfThere } from '@steppe/nest-kit';

/** An operator who lost every management token writes the index of the last bootstrap into this file. */
const RESET_FILE = 'acl-bootstrap-reset';

/** @param serverDir where the server keeps what is its own. */
export function aclSettingsOf({ acl }: AgentConfig, serverDir: string): AclSettings {
  return {
    enabled: acl.enabled,
    tokenMinTtlMs: acl.tokenMinExpirationTtlMs,
    tokenMaxTtlMs: acl.tokenMaxExpirationTtlMs,
    bootstrapResetIndex: () => readIndex(join(serverDir, RESET_FILE)),
  };
}

/** @throws SteppeError `CONFIG_INVALID` when the file holds anything else than a number. */
async function readIndex(path: string): Promise<number | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text.trim())) return Number(text.trim());
  throw new SteppeError('CONFIG_INVALID', `${path} must hold the reset index alone, e.g. 12`);
}
