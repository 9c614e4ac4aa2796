import { formatBytes, shortId } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import { formatTime } from '../layout/time.ts';
import type {
  CsiPluginStub,
  CsiSnapshot,
  CsiVolume,
  CsiVolumeStub,
  HostVolume,
  HostVolumeStub,
  VolumeClaim,
} from '../wire/volume.ts';
import type { ViewOptions } from './view-options.ts';

export function hostVolumeTable(
  volumes: readonly HostVolumeStub[],
  options: { verbose: boolean },
): string {
  const rows = volumes.map((volume) => [
    shortId(volume.ID, options),
    volume.Name,
    volume.Namespace,
    volume.PluginID,
    shortId(volume.NodeID, options),
    volume.NodePool,
    volume.State,
  ]);
  const header = ['ID', 'Name', 'Namespace', 'Plugin ID', 'Node ID', 'Node Pool', 'State'];
  return table([header, ...rows]);
}

export function csiVolumeTable(volumes: readonly CsiVolumeStub[]): string {
  const rows = volumes.map(({ ID, Name, Namespace, PluginID, Schedulable, AccessMode }) => [
    ID,
    Name,
    Namespace,
    PluginID,
    String(Schedulable),
    AccessMode,
  ]);
  return table([['ID', 'Name', 'Namespace', 'Plugin ID', 'Schedulable', 'Access Mode'], ...rows]);
}

export function hostVolumeBlock(volume: HostVolume): string {
  return keyValues([
    ['ID', volume.ID],
    ['Name', volume.Name],
    ['Namespace', volume.Namespace],
    ['Plugin ID', volume.PluginID],
    ['Node ID', volume.NodeID],
    ['Node Pool', volume.NodePool],
    ['Capacity', formatBytes(volume.CapacityBytes)],
    ['State', volume.State],
    ['Host Path', volume.HostPath],
  ]);
}

export function csiVolumeBlock(volume: CsiVolume): string {
  return keyValues([
    ['ID', volume.ID],
    ['Name', volume.Name],
    ['Namespace', volume.Namespace],
    ['External ID', volume.ExternalID],
    ['Plugin ID', volume.PluginID],
    ['Provider', volume.Provider],
    ['Version', volume.ProviderVersion],
    ['Capacity', formatBytes(volume.Capacity)],
    ['Schedulable', String(volume.Schedulable)],
    ['Controllers Healthy', String(volume.ControllersHealthy)],
    ['Controllers Expected', String(volume.ControllersExpected)],
    ['Nodes Healthy', String(volume.NodesHealthy)],
    ['Nodes Expected', String(volume.NodesExpected)],
    ['Access Mode', volume.AccessMode],
    ['Attachment Mode', volume.AttachmentMode],
  ]);
}

export function capabilitiesPart(
  { RequestedCapabilities: capabilities }: HostVolume | CsiVolume,
  options: Pick<ViewOptions, 'bold'>,
): string {
  const rows = (capabilities ?? []).map(({ AccessMode, AttachmentMode }) => [
    AccessMode,
    AttachmentMode,
  ]);
  return titled('Capabilities', table([['Access Mode', 'Attachment Mode'], ...rows]), options);
}

export function claimTable(claims: readonly VolumeClaim[], options: { verbose: boolean }): string {
  const rows = claims.map((claim) => [
    shortId(claim.ID, options),
    claim.Namespace,
    claim.JobID,
    claim.VolumeName,
    claim.TaskGroupName,
    shortId(claim.VolumeID, options),
  ]);
  const header = ['ID', 'Namespace', 'Job ID', 'Volume Name', 'Task Group', 'Volume ID'];
  return table([header, ...rows]);
}

export function snapshotTable(snapshots: readonly CsiSnapshot[]): string {
  const rows = snapshots.map((snapshot) => [
    snapshot.ID,
    snapshot.ExternalSourceVolumeID,
    formatBytes(snapshot.SizeBytes),
    snapshot.CreateTime === 0 ? '' : formatTime(snapshot.CreateTime * 1_000),
    String(snapshot.IsReady),
  ]);
  return table([['Snapshot ID', 'Volume ID', 'Size', 'Create Time', 'Ready?'], ...rows]);
}

export function pluginTable(plugins: readonly CsiPluginStub[]): string {
  const rows = plugins.map((plugin) => [
    plugin.ID,
    plugin.Provider,
    `${plugin.ControllersHealthy}/${plugin.ControllersExpected}`,
    `${plugin.NodesHealthy}/${plugin.NodesExpected}`,
  ]);
  const header = ['ID', 'Provider', 'Controllers Healthy/Expected', 'Nodes Healthy/Expected'];
  return table([header, ...rows]);
}
