// Makes sure of what networks of mode `bridge` take: the CNI plugins, iproute2 and iptables.
import { existsSync } from 'node:fs';
import { installPackages, mayInstallPackages } from './apt.mjs';

const PLUGIN_DIRS = ['/opt/cni/bin', '/usr/libexec/cni', '/usr/lib/cni'];
const PROGRAM_DIRS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Debian's packages, by a file that tells whether what they bring is there. */
const PACKAGES = [
  { name: 'containernetworking-plugins', file: 'bridge', dirs: PLUGIN_DIRS },
  { name: 'iproute2', file: 'ip', dirs: PROGRAM_DIRS },
  { name: 'iptables', file: 'iptables', dirs: PROGRAM_DIRS },
];

/** @throws when something is missing and may not be installed from here */
export function ensureNetworkTools() {
  const missing = PACKAGES.filter(
    ({ file, dirs }) => !dirs.some((dir) => existsSync(`${dir}/${file}`)),
  ).map(({ name }) => name);
  if (missing.length === 0) return;
  if (!mayInstallPackages())
    throw new Error(`for bridge networks this machine lacks ${missing.join(', ')}`);
  installPackages(missing);
}
