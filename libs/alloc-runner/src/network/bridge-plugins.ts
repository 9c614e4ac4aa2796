import type { CniNetwork } from './cni-plugin.ts';
import type { NetworkSettings } from './network-settings.ts';

/** What Nomad calls its bridge network too, so that both keep apart which address is whose. */
export const BRIDGE_NETWORK = 'nomad';

/** Rules of the operator's own, before those of each allocation. */
export const ADMIN_CHAIN = 'NOMAD-ADMIN';

/** Which addresses are taken; forgotten by a machine that starts anew, as the allocations' networks are. */
const LEASES_DIR = '/run/cni';

/**
 * The network of mode `bridge`: an address behind the node's bridge, ports of the node that lead to it, and rules that
 * let its traffic pass. Source of the plugins and their order: Nomad's documentation of bridge networking.
 */
export function bridgeNetwork(settings: NetworkSettings): CniNetwork {
  const { bridgeName, bridgeSubnet, bridgeSubnetIpv6, hairpinMode } = settings;
  const hasIpv6 = bridgeSubnetIpv6 !== undefined && bridgeSubnetIpv6 !== '';
  const subnets = [bridgeSubnet, ...(hasIpv6 ? [bridgeSubnetIpv6] : [])];
  const everywhere = ['0.0.0.0/0', ...(hasIpv6 ? ['::/0'] : [])];
  return {
    name: BRIDGE_NETWORK,
    cniVersion: '0.4.0',
    plugins: [
      { type: 'loopback' },
      {
        type: 'bridge',
        bridge: bridgeName,
        ipMasq: true,
        isGateway: true,
        forceAddress: true,
        hairpinMode,
        ipam: {
          type: 'host-local',
          ranges: subnets.map((subnet) => [{ subnet }]),
          routes: everywhere.map((dst) => ({ dst })),
          dataDir: LEASES_DIR,
        },
      },
      { type: 'firewall', backend: 'iptables', iptablesAdminChainName: ADMIN_CHAIN },
      { type: 'portmap', capabilities: { portMappings: true }, snat: true },
    ],
  };
}
