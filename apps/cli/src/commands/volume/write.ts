import type { HttpClient } from '@steppe/client';
import { parseVolumeSpec, type VolumeSpec } from '@steppe/hcl';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpecs } from '../../flags/flag-spec.ts';
import { EXAMPLE_VOLUMES } from '../../job-file/example-volume.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { monitorVolume } from '../../monitor/monitor-volume.ts';
import { writeNewFile } from '../../new-file.ts';
import { loadSpec } from '../../spec-file.ts';
import { during } from '../../step-error.ts';
import { listHostVolumes, onlyVolume } from '../../volumes.ts';
import { HostVolumeWritten } from '../../wire/volume.ts';

const INPUT = 'This command takes one argument: <input>';

const WRITE_FLAGS = {
  ...CLIENT_FLAGS,
  id: { type: 'string', help: 'Change the volume of a host that has this ID.' },
  'policy-override': { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
} as const satisfies FlagSpecs;

export const volumeCreate: Command = {
  usage: 'steppe volume create [options] <input>',
  example: 'steppe volume create volume.hcl',
  flags: {
    ...WRITE_FLAGS,
    detach: { type: 'boolean', help: 'Do not wait until a volume of a host is ready.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const spec = await loadSpec(context, onlyArgument(context.parsed.args, INPUT), parseVolumeSpec);
    const client = clientOf(context);
    if (typeOf(spec) === 'csi') return writeCsi(context, client, { spec, verb: 'create' });
    const { ID, Name } = await writeHost(context, client, { spec, verb: 'create' });
    context.terminal.out(`==> Created host volume ${Name} with ID ${ID}`);
    return context.parsed.flag('detach') ? 0 : monitorVolume(monitorOf(context, client), ID);
  },
};

export const volumeRegister: Command = {
  usage: 'steppe volume register [options] <input>',
  example: 'steppe volume register volume.hcl',
  flags: WRITE_FLAGS,
  run: async (context) => {
    const spec = await loadSpec(context, onlyArgument(context.parsed.args, INPUT), parseVolumeSpec);
    const client = clientOf(context);
    if (typeOf(spec) === 'csi') return writeCsi(context, client, { spec, verb: 'register' });
    if (!spec.host['NodeID']) throw new Failure('Node ID is required for registering');
    const { ID, Name } = await writeHost(context, client, { spec, verb: 'register' });
    context.terminal.out(`Host volume "${Name}" registered with ID ${ID}`);
    return 0;
  },
};

export const volumeInit: Command = {
  usage: 'steppe volume init [options] [<filename>]',
  example: 'steppe volume init -type host',
  flags: {
    json: { type: 'boolean', help: 'Write it as JSON.' },
    type: { type: 'string', help: 'host or csi. Default: csi.' },
  },
  run: async ({ parsed, terminal }) => {
    const format = parsed.flag('json') ? 'json' : 'hcl';
    const message = 'This command takes no arguments or one: <filename>';
    const path = optionalArgument(parsed.args, message) ?? `volume.${format}`;
    const type = parsed.value('type') ?? 'csi';
    if (type !== 'host' && type !== 'csi') throw new Failure(unknownType(type));
    await writeNewFile(path, EXAMPLE_VOLUMES[type][format]);
    terminal.out(`Example volume specification written to ${path}`);
    return 0;
  },
};

function typeOf({ type }: VolumeSpec): 'host' | 'csi' {
  if (type === 'host' || type === 'csi') return type;
  throw new Failure(type === undefined ? 'The file names no type: host or csi' : unknownType(type));
}

function unknownType(type: string): string {
  return `Error unknown volume type: ${type}; give host or csi`;
}

interface Write {
  readonly spec: VolumeSpec;
  readonly verb: 'create' | 'register';
}

async function writeHost(
  { parsed, terminal }: CommandContext,
  client: HttpClient,
  { spec, verb }: Write,
): Promise<{ ID: string; Name: string }> {
  const id = parsed.value('id');
  const step = verb === 'create' ? 'Error creating volume' : 'Error registering volume';
  const before =
    id === undefined
      ? undefined
      : onlyVolume(await listHostVolumes(client, { prefix: id }), { prefix: id, step });
  const body = {
    Volume: { ...spec.host, ID: before?.ID ?? spec.host['ID'] ?? '' },
    PolicyOverride: parsed.flag('policy-override'),
  };
  const query = { namespace: parsed.value('namespace') ?? namespaceOf(spec.host) };
  const path = `/v1/volume/host/${verb}`;
  const call = client.call('PUT', path, HostVolumeWritten, { body, query });
  const { Volume, Warnings } = (await during(step, call)).value;
  if (Warnings) terminal.err(Warnings);
  return Volume;
}

async function writeCsi(
  { parsed, terminal }: CommandContext,
  client: HttpClient,
  { spec, verb }: Write,
): Promise<number> {
  const id = textOf(spec.csi['ID']) ?? '';
  const query = { namespace: parsed.value('namespace') ?? namespaceOf(spec.csi) };
  const path = `/v1/volume/csi/${encodeURIComponent(id)}${verb === 'create' ? '/create' : ''}`;
  const body = { Volumes: [spec.csi] };
  const call = client.call('PUT', path, z.unknown(), { body, query });
  const created = verb === 'create';
  await during(created ? 'Error creating volume' : 'Error registering volume', call);
  terminal.out(created ? `Created external volume with ID ${id}` : `Volume "${id}" registered`);
  return 0;
}

function namespaceOf(volume: VolumeSpec['host']): string | undefined {
  return textOf(volume['Namespace']) || undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
