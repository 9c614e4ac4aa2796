import { parseCoreIds } from './core-ids.ts';
import { readText } from './read-text.ts';

const DIR = '/sys/devices/system/node';

/** Which cores share which memory; nothing where the kernel does not tell. */
export async function fingerprintNuma(dir = DIR): Promise<Readonly<Record<string, string>>> {
  const path = `${dir}/online`;
  const online = await readText(path);
  if (online === undefined) return {};
  const ids = parseCoreIds(online, path);
  const cores = await Promise.all(ids.map((id) => readText(`${dir}/node${id}/cpulist`)));
  const coresOf = ids.map((id, index) => [`numa.node${id}.cores`, cores[index] ?? '']);
  return { 'numa.node.count': String(ids.length), ...Object.fromEntries(coresOf) };
}
