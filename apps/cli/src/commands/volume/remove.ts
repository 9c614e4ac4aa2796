import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { find, NODES } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import { listCsiVolumes, listHostVolumes, onlyVolume, sendWithSecrets } from '../../volumes.ts';

export const volumeDelete: Command = {
  usage: 'steppe volume delete [options] <vol id>',
  example: 'steppe volume delete -type host 5771f97c',
  flags: {
    ...CLIENT_FLAGS,
    force: { type: 'boolean', help: 'Forget a volume of a host whose node is gone for good.' },
    secret: {
      type: 'string',
      multiple: true,
      help: 'key=value for the CSI plug-in; may be given several times.',
    },
    type: { type: 'string', help: 'host or csi. Default: csi.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <vol id>');
    const client = clientOf(context);
    const type = parsed.value('type') ?? 'csi';
    if (type === 'host') {
      const step = 'Error deleting volume';
      const { ID } = onlyVolume(await listHostVolumes(client, { prefix }), { prefix, step });
      const query = { force: parsed.flag('force') || undefined };
      const path = `/v1/volume/host/${encodeURIComponent(ID)}`;
      await during(step, client.call('DELETE', path, z.unknown(), { query }));
      terminal.out(`Successfully deleted volume "${ID}"!`);
      return 0;
    }
    if (type !== 'csi') throw new Failure(`No such volume type "${type}": give host or csi`);
    const step = 'Could not find existing CSI volume to delete';
    const { ID } = onlyVolume(await listCsiVolumes(client, { prefix }), { prefix, step });
    await sendWithSecrets(client, `/v1/volume/csi/${encodeURIComponent(ID)}/delete`, {
      method: 'DELETE',
      query: {},
      secrets: parsed.values('secret'),
      step: 'Error deleting volume',
    });
    terminal.out(`Successfully deleted volume "${ID}"!`);
    return 0;
  },
};

export const volumeDeregister: Command = {
  usage: 'steppe volume deregister [options] <id>',
  example: 'steppe volume deregister database',
  flags: {
    ...CLIENT_FLAGS,
    force: { type: 'boolean', help: 'Drop the claims of allocations that have ended.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <id>');
    const client = clientOf(context);
    const step = 'Error listing volumes';
    const { ID } = onlyVolume(await listCsiVolumes(client, { prefix }), { prefix, step });
    const query = { force: parsed.flag('force') };
    const path = `/v1/volume/csi/${encodeURIComponent(ID)}`;
    const call = client.call('DELETE', path, z.unknown(), { query });
    await during('Error deregistering volume', call);
    terminal.out(`Volume "${ID}" deregistered`);
    return 0;
  },
};

export const volumeDetach: Command = {
  usage: 'steppe volume detach [options] <vol id> <node id>',
  example: 'steppe volume detach database ce476568',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    const [volume, node, ...more] = parsed.args;
    if (volume === undefined || node === undefined || more.length > 0) {
      throw new UsageError('This command takes two arguments: <vol id> <node id>');
    }
    const client = clientOf(context);
    const { ID } = await find(client, NODES, { prefix: node, ...viewOptionsOf(context) });
    const path = `/v1/volume/csi/${encodeURIComponent(volume)}/detach`;
    const call = client.call('DELETE', path, z.unknown(), { query: { node: ID } });
    await during('Error detaching volume', call);
    terminal.out(`Volume "${volume}" detached from node "${ID}"`);
    return 0;
  },
};
