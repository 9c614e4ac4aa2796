import type { NodeDeviceGroup } from './node-devices.ts';
import type { Node } from './node.ts';

/**
 * Names the class of nodes that no constraint can tell apart, except by unique attributes: those whose
 * name starts with `unique.` are left out. The name is a hash (FNV-1a, 64 bits) of all that counts.
 */
export function computedClassOf(node: Node): string {
  const parts = [node.datacenter, node.nodePool, node.nodeClass];
  for (const [prefix, values] of [
    ['attr', node.attributes],
    ['meta', node.meta],
  ] as const) {
    for (const key of Object.keys(values).toSorted()) {
      if (!key.startsWith('unique.')) parts.push(`${prefix}.${key}=${values[key]}`);
    }
  }
  for (const name of Object.keys(node.drivers).toSorted()) {
    const driver = node.drivers[name];
    parts.push(`driver.${name}=${driver?.detected}/${driver?.healthy}`);
  }
  for (const name of Object.keys(node.hostVolumes).toSorted()) {
    parts.push(`volume.${name}=${node.hostVolumes[name]?.readOnly}`);
  }
  for (const { name } of node.resources.hostNetworks ?? []) parts.push(`host network=${name}`);
  for (const group of node.resources.devices ?? []) parts.push(deviceText(group));
  for (const mode of new Set(node.resources.networks.map((network) => network.mode))) {
    parts.push(`network=${mode}`);
  }
  return `v1:${fnv1a64(parts.join('\0'))}`;
}

/** All that a request for devices can ask of a group of them. */
function deviceText({ vendor, type, name, attributes, instances }: NodeDeviceGroup): string {
  const values = Object.keys(attributes)
    .toSorted()
    .map((key) => `${key}=${attributes[key]?.value}${attributes[key]?.unit ?? ''}`);
  const ids = instances.filter(({ healthy }) => healthy).map(({ id }) => id);
  return `device.${vendor}/${type}/${name}=${[...values, ...ids.toSorted()].join()}`;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a over UTF-16 code units, 64 bits, as 16 hexadecimal digits. */
export function fnv1a64(text: string): string {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * FNV_PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
