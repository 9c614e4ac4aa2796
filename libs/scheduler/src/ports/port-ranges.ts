import type { Node } from '@steppe/domain';

const reservedOfNode = new WeakMap<Node, ReadonlySet<number>>();

/** The ports that a node keeps from tasks. Read once per fingerprint. */
export function reservedPortsOf(node: Node): ReadonlySet<number> {
  let ports = reservedOfNode.get(node);
  if (!ports) {
    ports = parsePortRanges(node.reserved.ports);
    reservedOfNode.set(node, ports);
  }
  return ports;
}

/** Reads a list such as `22,80,8500-8600`. What is no port is left out: the agent validates its configuration. */
export function parsePortRanges(text: string): Set<number> {
  const ports = new Set<number>();
  for (const part of text.split(',')) {
    const [, first = '', last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    if (first === '') continue;
    for (let port = Number(first); port <= Math.min(Number(last), 65_535); port++) ports.add(port);
  }
  return ports;
}
