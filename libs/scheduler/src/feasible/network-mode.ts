import type { Node, TaskGroup } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** The node must have the group's network mode, and the host networks that its ports name. */
export function networkCheck(group: TaskGroup): FeasibilityCheck | undefined {
  const network = group.networks[0];
  if (!network || network.mode === 'none') return undefined;
  const mode = network.mode || 'host';
  const named = [...network.reservedPorts, ...network.dynamicPorts].filter(
    ({ hostNetwork }) => hostNetwork !== '' && hostNetwork !== 'default',
  );
  return {
    sameForClass: true,
    reject: (node) => {
      if (!hasMode(node, mode)) return 'missing network';
      const missing = named[0];
      return missing && `missing host network "${missing.hostNetwork}" for port "${missing.label}"`;
    },
  };
}

function hasMode(node: Node, mode: string): boolean {
  return node.resources.networks.some((network) => (network.mode || 'host') === mode);
}
