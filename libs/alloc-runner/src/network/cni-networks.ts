import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CniNetwork, jsonOf } from './cni-plugin.ts';
import { isMissing } from '../runner/is-missing.ts';

/** A file of one network, and one of a plugin alone, which is a chain of one. */
const LIST_SUFFIX = '.conflist';
const PLUGIN_SUFFIXES = ['.conf', '.json'];

/** A configuration that can't be used, and why. */
export interface CniConfigFault {
  readonly file: string;
  readonly reason: string;
}

/**
 * Reads the networks that an operator has put in `cni_config_dir`. Of two with one name the first file counts.
 * A directory that is not there has none.
 */
export async function readCniNetworks(dir: string): Promise<{
  readonly networks: readonly CniNetwork[];
  readonly faults: readonly CniConfigFault[];
}> {
  const networks = new Map<string, CniNetwork>();
  const faults: CniConfigFault[] = [];
  for (const file of (await namesIn(dir)).toSorted()) {
    if (![LIST_SUFFIX, ...PLUGIN_SUFFIXES].some((suffix) => file.endsWith(suffix))) continue;
    const json = jsonOf(await readFile(join(dir, file), 'utf8'));
    const parsed = CniNetwork.safeParse(file.endsWith(LIST_SUFFIX) ? json : chainOfOne(json));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      faults.push({ file, reason: `${issue?.path.join('.')}: ${issue?.message}` });
    } else if (!networks.has(parsed.data.name)) networks.set(parsed.data.name, parsed.data);
  }
  return { networks: [...networks.values()], faults };
}

function chainOfOne(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const { name, cniVersion, ...plugin } = { name: undefined, cniVersion: undefined, ...json };
  return { name, cniVersion, plugins: [plugin] };
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
