import type { DeviceAttribute, NodeDeviceGroup } from '@steppe/domain';

/** Devices of a node that are alike, as Nomad shows them. */
export function deviceGroupToWire(group: NodeDeviceGroup): Record<string, unknown> {
  return {
    Vendor: group.vendor,
    Type: group.type,
    Name: group.name,
    Instances: group.instances.map(({ id, healthy, healthDescription }) => ({
      ID: id,
      Healthy: healthy,
      HealthDescription: healthDescription,
      Locality: null,
    })),
    Attributes: Object.fromEntries(
      Object.entries(group.attributes).map(([name, attribute]) => [
        name,
        attributeToWire(attribute),
      ]),
    ),
  };
}

/** A typed value has a field for each type, and all but its own are null. */
function attributeToWire({ value, unit }: DeviceAttribute): Record<string, unknown> {
  const isWhole = typeof value === 'number' && Number.isInteger(value);
  return {
    Float: typeof value === 'number' && !isWhole ? value : null,
    Int: isWhole ? value : null,
    String: typeof value === 'string' ? value : null,
    Bool: typeof value === 'boolean' ? value : null,
    Unit: unit ?? '',
  };
}
