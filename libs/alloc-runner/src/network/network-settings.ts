/** How the networks of a node's allocations are made; names follow the client's configuration. */
export interface NetworkSettings {
  /** Directories of the CNI plugins, the first that has one wins. */
  readonly cniPath: readonly string[];
  /** Where the networks lie that jobs name as `cni/NAME`. */
  readonly cniConfigDir: string;
  readonly bridgeName: string;
  readonly bridgeSubnet: string;
  readonly bridgeSubnetIpv6?: string | undefined;
  /** Whether an allocation may reach itself by the node's address. */
  readonly hairpinMode: boolean;
  /** Whether ports that name no host network are open on all addresses of the node. */
  readonly bindsWildcard: boolean;
}

/** Nomad's defaults, and after them the place where Debian puts the plugins. */
export const NETWORK_SETTINGS: NetworkSettings = {
  cniPath: ['/opt/cni/bin', '/usr/libexec/cni', '/usr/lib/cni'],
  cniConfigDir: '/opt/cni/config',
  bridgeName: 'nomad',
  bridgeSubnet: '172.26.64.0/20',
  hairpinMode: false,
  bindsWildcard: true,
};
