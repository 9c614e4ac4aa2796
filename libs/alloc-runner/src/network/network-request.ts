import { type NetworkBlock, networkBlockOf } from '@steppe/api-contract/blocks';
import { isOnDefaultNetwork, type Placement, type TaskGroup } from '@steppe/domain';
import type { PortMapping } from './cni-plugin.ts';

/** What an allocation's group wants of a network of its own. */
export interface NetworkRequest extends NetworkBlock {
  readonly allocId: string;
  /** `none`, `bridge` or `cni/NAME`. */
  readonly mode: string;
  readonly portMappings: readonly PortMapping[];
  /** Those of the tasks that will use it. */
  readonly driverNames: readonly string[];
}

/** What is to be made for an allocation; undefined when its tasks are on their node's network. */
export function networkRequestOf(
  group: TaskGroup,
  { allocId, ports }: Placement,
  { bindsWildcard }: { readonly bindsWildcard: boolean },
): NetworkRequest | undefined {
  const [network] = group.networks;
  if (network === undefined || !isOwnNetwork(network.mode)) return undefined;
  const mappings = ports
    .filter(({ task }) => task === undefined)
    .flatMap((port) => {
      const isAnywhere = port.hostIp === '' || (bindsWildcard && isOnDefaultNetwork(port));
      const hostIp = isAnywhere ? {} : { hostIP: port.hostIp };
      const containerPort = port.to > 0 ? port.to : port.value;
      return (['tcp', 'udp'] as const).map((protocol) => ({
        hostPort: port.value,
        containerPort,
        protocol,
        ...hostIp,
      }));
    });
  return {
    ...networkBlockOf(network),
    allocId,
    mode: network.mode,
    portMappings: mappings,
    driverNames: [...new Set(group.tasks.map(({ driver }) => driver))],
  };
}

/** Whether tasks in this mode have a network apart from their node's. */
export function isOwnNetwork(mode: string): boolean {
  return mode === 'none' || mode === 'bridge' || mode.startsWith('cni/');
}
