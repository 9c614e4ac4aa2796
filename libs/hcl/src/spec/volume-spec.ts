import { type Given, type Reader, struct } from '../agent-config/reader.ts';
import { ifGiven, sizeBytes, text, textMap, texts } from '../agent-config/settings.ts';
import type { Json } from '../values/json.ts';
import { type ParsedSpec, readSpec, type SpecFile } from './read-spec.ts';

/** A volume as a file describes it, in the words of the API that its type is for. */
export interface VolumeSpec {
  readonly type: string | undefined;
  readonly host: Readonly<Record<string, Json>>;
  readonly csi: Readonly<Record<string, Json>>;
}

const topology = struct({ topology: each(struct({ segments: textMap })) });

const volume = struct({
  id: text,
  namespace: text,
  name: text,
  type: text,
  pluginId: text,
  externalId: text,
  snapshotId: text,
  cloneId: text,
  nodeId: text,
  nodePool: text,
  hostPath: text,
  capacityMinBytes: sizeBytes,
  capacityMaxBytes: sizeBytes,
  capacity: sizeBytes,
  capability: each(struct({ accessMode: text, attachmentMode: text })),
  constraint: each(struct({ attribute: text, operator: text, value: text })),
  mountOptions: ifGiven(struct({ fsType: text, mountFlags: texts })),
  topologyRequest: ifGiven(struct({ required: ifGiven(topology), preferred: ifGiven(topology) })),
  secrets: ifGiven(textMap),
  parameters: ifGiven(textMap),
  context: ifGiven(textMap),
});

type Volume = typeof volume extends Reader<infer T> ? T : never;

/** Reads a file of a volume, of a host or of CSI, into what the API takes. Never throws. */
export function parseVolumeSpec(file: SpecFile): ParsedSpec<VolumeSpec> {
  const { spec, diagnostics } = readSpec(file, volume);
  if (!spec) return { diagnostics };
  return { diagnostics, spec: { type: spec.type, host: hostVolume(spec), csi: csiVolume(spec) } };
}

function shared(spec: Volume): Record<string, Json> {
  return {
    ID: spec.id ?? '',
    Namespace: spec.namespace ?? '',
    Name: spec.name ?? '',
    PluginID: spec.pluginId ?? '',
    RequestedCapabilities: spec.capability.map(({ accessMode, attachmentMode }) => ({
      AccessMode: accessMode ?? '',
      AttachmentMode: attachmentMode ?? '',
    })),
    Parameters: spec.parameters ?? null,
  };
}

function hostVolume(spec: Volume): Record<string, Json> {
  return {
    ...shared(spec),
    NodeID: spec.nodeId ?? '',
    NodePool: spec.nodePool ?? '',
    HostPath: spec.hostPath ?? '',
    CapacityBytes: spec.capacity ?? 0,
    RequestedCapacityMinBytes: spec.capacityMinBytes ?? 0,
    RequestedCapacityMaxBytes: spec.capacityMaxBytes ?? 0,
    Constraints: spec.constraint.map(({ attribute, operator, value }) => ({
      LTarget: attribute ?? '',
      Operand: operator ?? '=',
      RTarget: value ?? '',
    })),
  };
}

function csiVolume(spec: Volume): Record<string, Json> {
  const { mountOptions, topologyRequest } = spec;
  return {
    ...shared(spec),
    ExternalID: spec.externalId ?? '',
    SnapshotID: spec.snapshotId ?? '',
    CloneID: spec.cloneId ?? '',
    RequestedCapacityMin: spec.capacityMinBytes ?? 0,
    RequestedCapacityMax: spec.capacityMaxBytes ?? 0,
    MountOptions: mountOptions
      ? { FSType: mountOptions.fsType ?? '', MountFlags: [...mountOptions.mountFlags] }
      : null,
    RequestedTopologies: topologyRequest
      ? {
          Required: topologies(topologyRequest.required),
          Preferred: topologies(topologyRequest.preferred),
        }
      : null,
    Secrets: spec.secrets ?? null,
    Context: spec.context ?? null,
  };
}

function topologies(
  request: { topology: readonly { segments: Readonly<Record<string, string>> }[] } | undefined,
): Json {
  return (request?.topology ?? []).map(({ segments }) => ({ Segments: { ...segments } }));
}

/** Blocks that may come several times, each for itself. JSON writes them as a list. */
function each<T>(block: Reader<T>): Reader<readonly T[]> {
  return (given, context) => {
    const single = given.flatMap(({ node, ...place }): Given[] =>
      node.kind === 'list'
        ? node.items.map((item) => ({ ...place, node: item }))
        : [{ ...place, node }],
    );
    return single.map((one) => block([one], context));
  };
}
