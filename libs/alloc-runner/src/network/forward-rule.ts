import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ADMIN_CHAIN } from './bridge-plugins.ts';
import type { NetworkSettings } from './network-settings.ts';

const run = promisify(execFile);

/**
 * Lets traffic pass to the bridge: the machine's own policy may be to forward nothing, as it is with Docker.
 *
 * @throws Error when iptables is missing or refuses.
 */
export async function allowForwarding({
  bridgeName,
  bridgeSubnet,
  bridgeSubnetIpv6 = '',
}: NetworkSettings): Promise<void> {
  await allow('iptables', ['-d', bridgeSubnet, '-o', bridgeName, '-j', 'ACCEPT']);
  if (bridgeSubnetIpv6 === '') return;
  await allow('ip6tables', ['-d', bridgeSubnetIpv6, '-o', bridgeName, '-j', 'ACCEPT']);
}

async function allow(iptables: string, rule: readonly string[]): Promise<void> {
  if (await accepts(iptables, ['--check', ADMIN_CHAIN, ...rule])) return;
  // It may be there already, with other rules; what matters is whether the rule can be added.
  await accepts(iptables, ['--new-chain', ADMIN_CHAIN]);
  await run(iptables, ['--wait', '--append', ADMIN_CHAIN, ...rule]);
}

async function accepts(iptables: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(iptables, ['--wait', ...args]);
    return true;
  } catch {
    return false; // It refuses; a program that is missing is told of by the call that must succeed.
  }
}
