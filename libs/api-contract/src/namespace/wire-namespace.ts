import { z } from 'zod';
import { type Namespace, type NamespaceRow } from '@steppe/domain';
import { contentHash, sortedTexts } from '../wire/content-hash.ts';
import { Index, Opaque, Text, TextList, TextMap } from '../wire/values.ts';

const WireCapabilities = z.object({
  EnabledTaskDrivers: TextList,
  DisabledTaskDrivers: TextList,
  EnabledNetworkModes: TextList,
  DisabledNetworkModes: TextList,
});
type WireCapabilities = z.infer<typeof WireCapabilities>;

/** A namespace as it is posted. */
export const NamespaceRequest = z
  .object({
    Name: Text,
    Description: Text,
    Quota: Text,
    Capabilities: WireCapabilities.nullish(),
    NodePoolConfiguration: Opaque,
    VaultConfiguration: Opaque,
    ConsulConfiguration: Opaque,
    Meta: TextMap,
    RequiredExtraClaims: TextList,
    OptionalExtraClaims: TextList,
  })
  .meta({ id: 'NamespaceRequest' });
export type NamespaceRequest = z.infer<typeof NamespaceRequest>;

export const WireNamespace = z
  .object({
    ...NamespaceRequest.shape,
    Name: z.string(),
    Description: z.string(),
    Quota: z.string(),
    Hash: z.string().nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'Namespace' });
export type WireNamespace = z.infer<typeof WireNamespace>;

/** Fields that are kept as they came. */
const KEPT = [
  'NodePoolConfiguration',
  'VaultConfiguration',
  'ConsulConfiguration',
  'RequiredExtraClaims',
  'OptionalExtraClaims',
] as const;

const NAME = /^[a-zA-Z0-9-]{1,128}$/;
const DESCRIPTION_MAX = 256;

/** Limits that only Nomad's paid edition enforces: whoever sets one is told that it would not hold. */
const PAID = [
  ['NodePoolConfiguration', 'node pool', 'Node Pools Governance'],
  ['VaultConfiguration', 'vault', 'Multi-Cluster Vault'],
  ['ConsulConfiguration', 'consul', 'Multi-Cluster Consul'],
] as const;

/** What is wrong with a namespace, in Nomad's words. */
export function namespaceFaults(request: NamespaceRequest): string[] {
  const { Name, Description } = request;
  const faults: string[] = [];
  const name = Name ?? '';
  if (!NAME.test(name)) {
    faults.push(`invalid name ${JSON.stringify(name)}. Must match regex ${NAME.source}`);
  }
  if ((Description ?? '').length > DESCRIPTION_MAX) {
    faults.push(`description longer than ${DESCRIPTION_MAX}`);
  }
  for (const [field, what, feature] of PAID) {
    if (request[field]) faults.push(`invalid ${what} configuration: ${feature} is unlicensed.`);
  }
  return faults;
}

export function namespaceFromWire(wire: NamespaceRequest): Namespace {
  const { Quota, Capabilities, Meta } = wire;
  const kept = KEPT.map((name) => [name, wire[name]] as const).filter(([, value]) => value);
  const extra = Object.fromEntries([...(Quota ? [['Quota', Quota] as const] : []), ...kept]);
  return {
    name: wire.Name ?? '',
    description: wire.Description ?? '',
    ...(Capabilities ? { capabilities: capabilitiesFromWire(Capabilities) } : {}),
    ...(Meta ? { meta: Meta } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

export function namespaceToWire({ namespace, createSeq, modifySeq }: NamespaceRow): WireNamespace {
  const { name, description, capabilities, meta, extra = {} } = namespace;
  const quota = typeof extra['Quota'] === 'string' ? extra['Quota'] : '';
  const drivers = capabilities ? capabilitiesToWire(capabilities) : null;
  return WireNamespace.parse({
    Name: name,
    Description: description,
    Quota: quota,
    Capabilities: drivers,
    NodePoolConfiguration: extra['NodePoolConfiguration'] ?? null,
    VaultConfiguration: extra['VaultConfiguration'] ?? null,
    ConsulConfiguration: extra['ConsulConfiguration'] ?? null,
    Meta: meta ?? null,
    Hash: contentHash([
      name,
      description,
      quota,
      ...Object.values(drivers ?? {}).flatMap((names) => names ?? []),
      ...sortedTexts(meta),
    ]),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
    RequiredExtraClaims: extra['RequiredExtraClaims'] ?? null,
    OptionalExtraClaims: extra['OptionalExtraClaims'] ?? null,
  });
}

function capabilitiesFromWire(wire: WireCapabilities): Namespace['capabilities'] {
  return {
    enabledTaskDrivers: wire.EnabledTaskDrivers ?? undefined,
    disabledTaskDrivers: wire.DisabledTaskDrivers ?? undefined,
    enabledNetworkModes: wire.EnabledNetworkModes ?? undefined,
    disabledNetworkModes: wire.DisabledNetworkModes ?? undefined,
  };
}

function capabilitiesToWire(
  capabilities: NonNullable<Namespace['capabilities']>,
): Record<keyof WireCapabilities, string[] | null> {
  return {
    EnabledTaskDrivers: capabilities.enabledTaskDrivers ?? null,
    DisabledTaskDrivers: capabilities.disabledTaskDrivers ?? null,
    EnabledNetworkModes: capabilities.enabledNetworkModes ?? null,
    DisabledNetworkModes: capabilities.disabledNetworkModes ?? null,
  };
}
