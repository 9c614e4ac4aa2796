import { struct } from '../agent-config/reader.ts';
import { anyMap, ifGiven, text, textMap, texts } from '../agent-config/settings.ts';
import type { Json } from '../values/json.ts';
import { type ParsedSpec, readSpec, type SpecFile } from './read-spec.ts';

const namespace = struct({
  name: text,
  description: text,
  quota: text,
  meta: ifGiven(textMap),
  capabilities: ifGiven(
    struct({
      enabledTaskDrivers: ifGiven(texts),
      disabledTaskDrivers: ifGiven(texts),
      enabledNetworkModes: ifGiven(texts),
      disabledNetworkModes: ifGiven(texts),
    }),
  ),
  nodePoolConfig: ifGiven(
    struct({ default: text, allowed: ifGiven(texts), denied: ifGiven(texts) }),
  ),
  vault: ifGiven(anyMap),
  consul: ifGiven(anyMap),
  requiredExtraClaims: ifGiven(texts),
  optionalExtraClaims: ifGiven(texts),
});

/** Reads a namespace file into what the API takes. Never throws. */
export function parseNamespaceSpec(file: SpecFile): ParsedSpec<Readonly<Record<string, Json>>> {
  const { spec, diagnostics } = readSpec(file, namespace);
  if (!spec) return { diagnostics };
  const { capabilities, nodePoolConfig: pools } = spec;
  return {
    diagnostics,
    spec: {
      Name: spec.name ?? '',
      Description: spec.description ?? '',
      Quota: spec.quota ?? '',
      Meta: spec.meta ?? null,
      Capabilities: capabilities
        ? {
            EnabledTaskDrivers: listOf(capabilities.enabledTaskDrivers),
            DisabledTaskDrivers: listOf(capabilities.disabledTaskDrivers),
            EnabledNetworkModes: listOf(capabilities.enabledNetworkModes),
            DisabledNetworkModes: listOf(capabilities.disabledNetworkModes),
          }
        : null,
      NodePoolConfiguration: pools
        ? {
            Default: pools.default ?? '',
            Allowed: listOf(pools.allowed),
            Denied: listOf(pools.denied),
          }
        : null,
      VaultConfiguration: spec.vault ?? null,
      ConsulConfiguration: spec.consul ?? null,
      RequiredExtraClaims: listOf(spec.requiredExtraClaims),
      OptionalExtraClaims: listOf(spec.optionalExtraClaims),
    },
  };
}

function listOf(names: readonly string[] | undefined): string[] | null {
  return names ? [...names] : null;
}
