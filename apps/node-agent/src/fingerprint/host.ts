import { constants, hostname, release, type } from 'node:os';
import { readText } from './read-text.ts';

/** What the machine runs: kernel, operating system, control groups, signals. */
export async function fingerprintHost(): Promise<Readonly<Record<string, string>>> {
  const attributes: Record<string, string> = {
    'kernel.name': type().toLowerCase(),
    'kernel.version': release(),
    'os.signals': Object.keys(constants.signals).toSorted().join(','),
    'unique.hostname': hostname(),
  };
  const { name, version } = await distribution();
  if (name !== undefined) attributes['os.name'] = name;
  if (version !== undefined) attributes['os.version'] = version;
  if (process.platform === 'linux') {
    const unified = await readText('/sys/fs/cgroup/cgroup.controllers');
    attributes['os.cgroups.version'] = unified === undefined ? '1' : '2';
  }
  return attributes;
}

async function distribution(): Promise<{ name: string | undefined; version: string | undefined }> {
  const text = (await readText('/etc/os-release')) ?? '';
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^([A-Z_]+)="?([^"]*)"?$/u.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value);
  }
  const name = fields.get('ID');
  // Debian's own file has the point release, which os-release leaves out.
  const point = name === 'debian' ? await readText('/etc/debian_version') : undefined;
  return { name, version: point ?? fields.get('VERSION_ID') };
}
