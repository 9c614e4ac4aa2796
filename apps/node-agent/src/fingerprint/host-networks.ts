import { isIPv4, isIPv6, BlockList } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { type HostNetwork, SteppeError } from '@steppe/domain';

/** A `host_network` block of the configuration: the addresses in `cidr`, those of `interface`, or what both name. */
export interface HostNetworkConfig {
  readonly cidr?: string | undefined;
  readonly interface?: string | undefined;
  readonly reservedPorts: string;
}

/**
 * Finds the address of each named host network. One that the machine does not have is left out: then no job
 * that asks for it is placed here.
 *
 * @throws SteppeError `CONFIG_INVALID` when a `cidr` is none.
 */
export function fingerprintHostNetworks(
  configs: Readonly<Record<string, HostNetworkConfig>>,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): HostNetwork[] {
  return Object.entries(configs).flatMap(([name, config]) => {
    const isIncluded = cidrMatcher(name, config.cidr);
    const found = Object.entries(interfaces)
      .filter(([device]) => config.interface === undefined || config.interface === device)
      .flatMap(([device, addresses = []]) => addresses.map(({ address }) => ({ device, address })))
      .find(({ address }) => isIncluded(address));
    if (!found) return [];
    const { reservedPorts } = config;
    return [{ name, device: found.device, ip: found.address, reservedPorts }];
  });
}

function cidrMatcher(name: string, cidr: string | undefined): (address: string) => boolean {
  if (cidr === undefined || cidr === '') return () => true;
  const [network = '', length = ''] = cidr.split('/');
  const family = familyOf(network);
  const bitsMax = family === 'ipv4' ? 32 : 128;
  if (!family || !/^\d+$/.test(length) || Number(length) > bitsMax) {
    throw new SteppeError(
      'CONFIG_INVALID',
      `host_network "${name}" has cidr ${JSON.stringify(cidr)}, and it must be one such as 10.0.0.0/8`,
    );
  }
  const list = new BlockList();
  list.addSubnet(network, Number(length), family);
  return (address) => familyOf(address) === family && list.check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) ? 'ipv6' : undefined;
}
