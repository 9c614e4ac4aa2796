import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, wholeNumber } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { snapshotTable } from '../../views/volume.ts';
import { sendWithSecrets } from '../../volumes.ts';
import { CsiPluginStub, CsiSnapshot } from '../../wire/volume.ts';

const PATH = '/v1/volumes/snapshot';
const PER_PAGE_DEFAULT = '30';

const SECRET = {
  secret: {
    type: 'string',
    multiple: true,
    help: 'key=value for the plug-in; may be given several times.',
  },
} as const;

const Snapshots = z.object({
  Snapshots: z.array(CsiSnapshot).nullish(),
  NextToken: z.string().default(''),
});

export const volumeSnapshotCreate: Command = {
  usage: 'steppe volume snapshot create [options] <volume id> [<snapshot name>]',
  example: 'steppe volume snapshot create database before-upgrade',
  flags: {
    ...CLIENT_FLAGS,
    ...SECRET,
    parameter: {
      type: 'string',
      multiple: true,
      help: 'key=value that the plug-in is told; may be given several times.',
    },
    verbose: { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [volume, name = '', ...more] = parsed.args;
    if (volume === undefined || more.length > 0) {
      throw new UsageError(
        'This command takes one or two arguments: <volume id> [<snapshot name>]',
      );
    }
    const snapshot = {
      SourceVolumeID: volume,
      Name: name,
      Secrets: pairsOf(parsed.values('secret')),
      Parameters: pairsOf(parsed.values('parameter')),
    };
    const body = { Snapshots: [snapshot] };
    const call = clientOf(context).call('PUT', PATH, Snapshots, { body });
    const { value } = await during('Error snapshotting volume', call);
    terminal.out(snapshotTable(value.Snapshots ?? []));
    return 0;
  },
};

export const volumeSnapshotDelete: Command = {
  usage: 'steppe volume snapshot delete [options] <plugin id> <snapshot id>',
  example: 'steppe volume snapshot delete ebs snap-12345',
  flags: { ...CLIENT_FLAGS, ...SECRET },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [plugin, snapshot, ...more] = parsed.args;
    if (plugin === undefined || snapshot === undefined || more.length > 0) {
      throw new UsageError('This command takes two arguments: <plugin id> <snapshot id>');
    }
    await sendWithSecrets(clientOf(context), PATH, {
      method: 'DELETE',
      query: { plugin_id: plugin, snapshot_id: snapshot },
      secrets: parsed.values('secret'),
      step: 'Error deleting volume',
    });
    terminal.out(`Snapshot ${snapshot} deleted`);
    return 0;
  },
};

export const volumeSnapshotList: Command = {
  usage: 'steppe volume snapshot list [options]',
  example: 'steppe volume snapshot list -plugin ebs',
  flags: {
    ...CLIENT_FLAGS,
    ...SECRET,
    'page-token': { type: 'string', help: 'Where the page begins, as the one before said.' },
    'per-page': {
      type: 'integer',
      help: `How many snapshots to show at most. Default: ${PER_PAGE_DEFAULT}.`,
    },
    plugin: { type: 'string', help: 'The plug-in whose snapshots are listed.' },
    verbose: { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const plugin = await pluginOf(client, parsed.value('plugin') ?? '');
    const perPage = wholeNumber(parsed.value('per-page') ?? PER_PAGE_DEFAULT, 'per-page');
    const answer = await sendWithSecrets(client, PATH, {
      method: 'GET',
      query: {
        plugin_id: plugin,
        per_page: String(perPage),
        next_token: parsed.value('page-token'),
      },
      secrets: parsed.values('secret'),
      step: 'Error querying CSI external snapshots for plugin',
    });
    const { Snapshots: snapshots, NextToken: next } = Snapshots.parse(answer ?? {});
    if (!snapshots || snapshots.length === 0) return 0;
    terminal.out(snapshotTable(snapshots));
    if (next !== '') terminal.out(`\nResults have been paginated: go on with -page-token ${next}`);
    return 0;
  },
};

async function pluginOf(client: HttpClient, prefix: string): Promise<string> {
  const query = { type: 'csi', prefix: prefix || undefined };
  const call = client.call('GET', '/v1/plugins', z.array(CsiPluginStub), { query });
  const { value } = await during('Error querying CSI plugins', call);
  const [only, ...more] = value;
  const exact = value.find(({ ID }) => ID === prefix);
  if (exact !== undefined) return exact.ID;
  if (only === undefined) throw new Failure(`No plugins(s) with prefix or ID "${prefix}" found`);
  if (more.length === 0) return only.ID;
  throw new Failure(`Prefix matched multiple plugins: ${value.map(({ ID }) => ID).join(', ')}`);
}

function pairsOf(texts: readonly string[]): Record<string, string> | null {
  if (texts.length === 0) return null;
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new Failure(`"${text}" is not key=value`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
