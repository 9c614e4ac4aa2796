import { statfs } from 'node:fs/promises';
import { hostname, networkInterfaces, release, type, version } from 'node:os';
import { readIfThere } from '@steppe/nest-kit';

/** Variables whose values help a diagnosis; of all others only the name is told, since many hold secrets. */
const TOLD_VARIABLES = new Set(['PATH', 'HOME', 'LANG', 'TZ', 'TERM', 'SHELL', 'USER', 'PWD']);
const HIDDEN = '<redacted>';
const BYTES_PER_MB = 1024 * 1024;

/** What this machine is, in the shape of Nomad's diagnosis. */
export async function describeMachine(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, unknown>> {
  const [disk, hosts, resolvConf] = await Promise.all([
    diskUsage('/'),
    readIfThere('/etc/hosts'),
    readIfThere('/etc/resolv.conf'),
  ]);
  return {
    OS: `${type()} ${hostname()} ${release()} ${version()}`,
    Network: Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address, family, cidr, netmask }) => {
        return { host: address, type: family, string: cidr ?? address, netmask };
      }),
    ResolvConf: resolvConf ?? '',
    Hosts: hosts ?? '',
    Environment: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        TOLD_VARIABLES.has(name) ? (value ?? '') : HIDDEN,
      ]),
    ),
    Disk: { '/': disk },
  };
}

async function diskUsage(path: string): Promise<{ DiskMB: number; UsedMB: number }> {
  const { bsize, blocks, bfree } = await statfs(path);
  const megabytes = (count: number): number => Math.floor((count * bsize) / BYTES_PER_MB);
  return { DiskMB: megabytes(blocks), UsedMB: megabytes(blocks - bfree) };
}
