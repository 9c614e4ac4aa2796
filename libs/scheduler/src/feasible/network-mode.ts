import type { Node, TaskGroup } from '@steppe/domain';
import { isNamedNetwork } from '../ports/port-demand.ts';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** The node must have the group's network mode, and the host networks that its ports name. */
export function networkCheck(group: TaskGroup): FeasibilityCheck | undefined {
  const network = group.networks[0];
  if (!network || network.mode === 'none') return undefined;
  const mode = network.mode || 'host';
  const named = [...network.reservedPorts, ...network.dynamicPorts].filter(({ hostNetwork }) =>
    isNamedNetwork(hostNetwork),
  );
  return {
    sameForClass: true,
    reject: (node) => {
      if (!hasMode(node, mode)) return 'missing network';
      const missing = named.find(({ hostNetwork }) => !hasHostNetwork(node, hostNetwork));
      return missing && `missing host network "${missing.hostNetwork}" for port "${missing.label}"`;
    },
  };
}

function hasMode(node: Node, mode: string): boolean {
  return node.resources.networks.some((network) => (network.mode || 'host') === mode);
}

function hasHostNetwork({ resources: { hostNetworks = [] } }: Node, wanted: string): boolean {
  return hostNetworks.some(({ name }) => name === wanted);
}
