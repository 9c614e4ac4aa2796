import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted, wantsFormat } from '../../formatted.ts';
import { titled } from '../../layout/titled.ts';
import { during } from '../../step-error.ts';
import { listCsiVolumes, listHostVolumes, onlyVolume } from '../../volumes.ts';
import { allocationTable } from '../../views/allocation-table.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import {
  capabilitiesPart,
  csiVolumeBlock,
  csiVolumeTable,
  hostVolumeBlock,
  hostVolumeTable,
} from '../../views/volume.ts';
import { CsiVolume, HostVolume } from '../../wire/volume.ts';

export const volumeStatus: Command = {
  usage: 'steppe volume status [options] [<id>]',
  example: 'steppe volume status -type host',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    node: { type: 'string', help: 'With -type=host: volumes of this node.' },
    'node-pool': { type: 'string', help: 'With -type=host: volumes of this pool.' },
    short: { type: 'boolean', help: 'Show one without its allocations.' },
    type: { type: 'string', help: 'host or csi. Default: both.' },
    verbose: { type: 'boolean', help: 'Show whole IDs.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const message = 'This command takes either no arguments or one: <id>';
    const id = optionalArgument(parsed.args, message);
    const type = parsed.value('type');
    if (type !== undefined && type !== 'host' && type !== 'csi') {
      throw new Failure(`No such volume type "${type}": give host or csi`);
    }
    const client = clientOf(context);
    if (id !== undefined) return showVolume(context, client, { prefix: id, type });
    if (type !== 'csi') await showHostVolumes(context, client);
    if (type === undefined) context.terminal.out('');
    if (type !== 'host') await showCsiVolumes(context, client);
    return 0;
  },
};

async function showHostVolumes(context: CommandContext, client: HttpClient): Promise<void> {
  const { parsed, terminal } = context;
  const query = { node_id: parsed.value('node'), node_pool: parsed.value('node-pool') };
  const volumes = await listHostVolumes(client, query);
  if (volumes.length > 0 && printFormatted(context, volumes)) return;
  if (!wantsFormat(context)) terminal.out(terminal.bold('Dynamic Host Volumes'));
  if (volumes.length === 0) terminal.err('No dynamic host volumes');
  else terminal.out(hostVolumeTable(volumes, { verbose: parsed.flag('verbose') }));
}

async function showCsiVolumes(context: CommandContext, client: HttpClient): Promise<void> {
  const { terminal } = context;
  const volumes = await listCsiVolumes(client, {});
  if (volumes.length > 0 && printFormatted(context, volumes)) return;
  if (!wantsFormat(context)) terminal.out(terminal.bold('Container Storage Interface'));
  if (volumes.length === 0) terminal.err('No CSI volumes');
  else terminal.out(csiVolumeTable(volumes));
}

async function showVolume(
  context: CommandContext,
  client: HttpClient,
  { prefix, type }: { prefix: string; type: 'host' | 'csi' | undefined },
): Promise<number> {
  const host = type === 'csi' ? [] : await listHostVolumes(client, { prefix });
  const csi = type === 'host' || host.length > 0 ? [] : await listCsiVolumes(client, { prefix });
  if (csi.length > 0) {
    const { ID, Namespace } = onlyVolume(csi, { prefix, step: 'Error listing CSI volumes' });
    return showCsi(context, client, { id: ID, namespace: Namespace });
  }
  const { ID, Namespace } = onlyVolume(host, {
    prefix,
    step: type === 'csi' ? 'Error listing CSI volumes' : 'Error listing host volumes',
  });
  return showHost(context, client, { id: ID, namespace: Namespace });
}

interface VolumeName {
  readonly id: string;
  readonly namespace: string;
}

async function showHost(
  context: CommandContext,
  client: HttpClient,
  { id, namespace }: VolumeName,
): Promise<number> {
  const path = `/v1/volume/host/${encodeURIComponent(id)}`;
  const call = client.call('GET', path, HostVolume, { query: { namespace } });
  const { value } = await during('Error querying volume', call);
  if (!printFormatted(context, value)) show(context, hostVolumeBlock(value), value);
  return 0;
}

async function showCsi(
  context: CommandContext,
  client: HttpClient,
  { id, namespace }: VolumeName,
): Promise<number> {
  const path = `/v1/volume/csi/${encodeURIComponent(id)}`;
  const call = client.call('GET', path, CsiVolume, { query: { namespace } });
  const { value } = await during('Error querying volume', call);
  if (!printFormatted(context, value)) show(context, csiVolumeBlock(value), value);
  return 0;
}

function show(context: CommandContext, block: string, volume: HostVolume | CsiVolume): void {
  const { terminal, parsed } = context;
  terminal.out(block);
  if (parsed.flag('short')) return;
  const options = viewOptionsOf(context);
  const allocations = allocationTable(volume.Allocations ?? [], options);
  terminal.out(`\n${capabilitiesPart(volume, options)}`);
  terminal.out(`\n${titled('Allocations', allocations, options)}`);
}
