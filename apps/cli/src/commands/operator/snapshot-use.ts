import { imageOf } from '@steppe/domain';
import { decodeSnapshot } from '@steppe/event-log';
import { parseFilter, passesFilter } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { formatJsonInOrder } from '../../layout/json.ts';
import { during } from '../../step-error.ts';
import { bytesOf, checkedHeader } from './snapshot.ts';

const FILE = 'This command takes one argument: <file>';

export const operatorSnapshotRestore: Command = {
  usage: 'steppe operator snapshot restore [options] <file>',
  example: 'steppe operator snapshot restore backup.snap',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    const path = onlyArgument(parsed.args, FILE);
    const bytes = await bytesOf(path);
    await checkedHeader(path, bytes);
    const request = { method: 'PUT', body: new Uint8Array(bytes) };
    const sent = clientOf(context).send('/v1/operator/snapshot', request);
    const response = await during('Failed to restore snapshot', sent);
    if (!response.ok) {
      const reason = (await response.text()).trim();
      throw new Failure(
        `Failed to restore snapshot: Unexpected response code: ${response.status} (${reason})`,
      );
    }
    terminal.out('Snapshot Restored');
    return 0;
  },
};

export const operatorSnapshotState: Command = {
  usage: 'steppe operator snapshot state [options] <file>',
  example: 'steppe operator snapshot state backup.snap',
  flags: {
    filter: {
      type: 'string',
      multiple: true,
      help: 'Show rows that match an expression; may be given several times.',
    },
  },
  run: async ({ parsed, terminal }) => {
    const path = onlyArgument(parsed.args, FILE);
    const bytes = await bytesOf(path);
    await checkedHeader(path, bytes);
    const filters = parsed.values('filter').map(parseFilter);
    const { seq, tables } = imageOf(await decodeSnapshot(bytes));
    // A table that has no such field has no such row.
    const fields = new Set(tables.flatMap(({ entries }) => entries.flatMap(fieldNames)));
    const passes = (row: unknown): boolean =>
      filters.every((filter) => passesFilter(filter, row, fields));
    const shown = tables.map(({ name, entries }) => [
      name,
      entries.map(([, row]) => row).filter(passes),
    ]);
    terminal.out(formatJsonInOrder({ index: seq, ...Object.fromEntries(shown) }));
    return 0;
  },
};

export const operatorSnapshotRedact: Command = {
  usage: 'steppe operator snapshot redact [options] <file>',
  example: 'steppe operator snapshot redact backup.snap',
  flags: {},
  run: async ({ parsed, terminal }) => {
    const path = onlyArgument(parsed.args, FILE);
    await checkedHeader(path, await bytesOf(path));
    terminal.out('The snapshot holds no root key: there is nothing to remove');
    return 0;
  },
};

function fieldNames([, row]: readonly [unknown, unknown]): string[] {
  return typeof row === 'object' && row !== null ? Object.keys(row) : [];
}
