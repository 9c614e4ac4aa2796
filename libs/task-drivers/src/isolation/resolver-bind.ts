import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolvConfOf } from '../resolver-files.ts';
import { isMissing } from '../system-error.ts';
import type { TaskSpec } from '../task-spec.ts';
import type { BindMount } from './chroot-env.ts';

const RESOLV_CONF = '/etc/resolv.conf';

/** The name servers of a task's own network, in the place of the host's: where that is a link, in the place of what it leads to. */
export async function resolverBinds({
  network,
  paths,
  taskName,
}: Pick<TaskSpec, 'network' | 'paths' | 'taskName'>): Promise<readonly BindMount[]> {
  if (network?.dns === undefined) return [];
  const source = join(paths.driverDir, `${taskName}.resolv.conf`);
  await writeFile(source, resolvConfOf(network.dns), { mode: 0o644 });
  return [{ source, target: await placeOnHost(), kind: 'file', readOnly: true }];
}

async function placeOnHost(): Promise<string> {
  try {
    return await realpath(RESOLV_CONF);
  } catch (error) {
    if (isMissing(error)) return RESOLV_CONF;
    throw error;
  }
}
