import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { SteppeError } from '@steppe/domain';
import { decodeSnapshot, readSnapshotHeader, type SnapshotHeader } from '@steppe/event-log';
import { clientOf } from '../../api.ts';
import { onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { formatBytes } from '../../layout/quantity.ts';
import { formatJson } from '../../layout/json.ts';
import { keyValues, table } from '../../layout/table.ts';
import { formatTime } from '../../layout/time.ts';
import { during } from '../../step-error.ts';
import { systemErrorReason } from '../../system-error-code.ts';

export const operatorSnapshotSave: Command = {
  usage: 'steppe operator snapshot save [options] [<file>]',
  example: 'steppe operator snapshot save backup.snap',
  flags: {
    ...CLIENT_FLAGS,
    redact: { type: 'boolean', help: 'Taken for compatibility: no snapshot holds a root key.' },
    stale: { type: 'boolean', help: 'Taken for compatibility: every server answers alike.' },
  },
  run: async (context) => {
    const { parsed, terminal, now } = context;
    const named = optionalArgument(parsed.args, 'This command takes up to one argument: <file>');
    const path = named ?? `steppe-state-${new Date(now()).toISOString().replaceAll(':', '')}.snap`;
    const sent = clientOf(context).send('/v1/operator/snapshot', { method: 'GET' });
    const response = await during('Failed to get snapshot file', sent);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw new Failure(`Failed to get snapshot file: ${textOf(bytes)}`);
    const digest = createHash('sha256').update(bytes).digest('base64');
    if (response.headers.get('digest') !== `sha-256=${digest}`) {
      throw new Failure('The snapshot did not arrive whole: nothing was written');
    }
    await writeSnapshot(path, bytes);
    terminal.out(`State file written to ${path}`);
    return 0;
  },
};

export const operatorSnapshotInspect: Command = {
  usage: 'steppe operator snapshot inspect [options] <file>',
  example: 'steppe operator snapshot inspect backup.snap',
  flags: { json: { type: 'boolean', help: 'Print what the snapshot says of itself as JSON.' } },
  run: async ({ parsed, terminal }) => {
    const path = onlyArgument(parsed.args, 'This command takes one argument: <file>');
    const bytes = await bytesOf(path);
    const header = await checkedHeader(path, bytes);
    if (parsed.flag('json')) terminal.out(formatJson(header));
    else terminal.out(inspection(header, bytes.length));
    return 0;
  },
};

async function writeSnapshot(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (cause) {
    const reason = systemErrorReason(cause);
    if (reason === undefined) throw cause;
    throw new Failure(`Error writing snapshot file "${path}": ${reason}`, { cause });
  }
}

export async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = systemErrorReason(cause);
    if (reason === undefined) throw cause;
    throw new Failure(`Error opening snapshot file "${path}": ${reason}`, { cause });
  }
}

/** All of the snapshot is read, so that a damaged one is found here and not when it is needed. */
export async function checkedHeader(path: string, bytes: Uint8Array): Promise<SnapshotHeader> {
  try {
    await decodeSnapshot(bytes);
    return readSnapshotHeader(bytes);
  } catch (cause) {
    if (!(cause instanceof SteppeError)) throw cause;
    throw new Failure(`Error inspecting snapshot "${path}": ${cause.message}`, { cause });
  }
}

function inspection(header: SnapshotHeader, sizeBytes: number): string {
  const about = keyValues([
    ['Created', formatTime(header.takenAtMs)],
    ['Digest', header.digest],
    ['Size', formatBytes(sizeBytes)],
    ['Index', String(header.seq)],
    ['Layout', String(header.layout)],
  ]);
  const rows = Object.entries(header.rows)
    .filter(([, count]) => count > 0)
    .toSorted(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .map(([name, count]) => [name, String(count)]);
  return `${about}\n\n${table([['Table', 'Rows'], ...rows])}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString().trim();
}
