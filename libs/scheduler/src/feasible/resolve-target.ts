import type { Node } from '@steppe/domain';

/**
 * The value on a node of a constraint's side such as `${attr.kernel.name}`, or the text itself when it is a
 * literal. Undefined when the node has no such attribute.
 */
export function resolveTarget(target: string, node: Node): string | undefined {
  if (!target.startsWith('${')) return target;
  switch (target) {
    case '${node.unique.id}':
      return node.id;
    case '${node.unique.name}':
      return node.name;
    case '${node.datacenter}':
      return node.datacenter;
    case '${node.class}':
      return node.nodeClass;
    case '${node.pool}':
      return node.nodePool;
  }
  if (target.startsWith('${attr.')) return own(node.attributes, target.slice(7, -1));
  if (target.startsWith('${meta.')) return own(node.meta, target.slice(7, -1));
  return undefined;
}

/** Whether a target reads what differs between nodes of one computed class. */
export function isUniqueTarget(target: string): boolean {
  return /^\$\{(node|attr|meta)\.unique\./.test(target);
}

function own(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
