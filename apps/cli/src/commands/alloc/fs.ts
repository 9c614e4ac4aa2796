import { FileInfo } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { ALLOCATION_FLAGS, chosenAllocation, missingAllocation } from '../../chosen-allocation.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { lastLines } from '../../logs/last-lines.ts';
import { TAIL_FLAGS, tailBytesOf, tailOf } from '../../logs/tail.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { fileStat, fileTable } from '../../views/file-table.ts';

export const allocFs: Command = {
  usage: 'steppe alloc fs [options] <allocation> [<path>]',
  example: 'steppe alloc fs 8bb1da93 alloc/logs',
  flags: {
    ...CLIENT_FLAGS,
    ...ALLOCATION_FLAGS,
    ...TAIL_FLAGS,
    H: { type: 'boolean', help: 'Print sizes in bytes, for programs to read.' },
    f: { type: 'boolean', help: 'Go on as more is written, until Ctrl-C.' },
    stat: { type: 'boolean', help: 'Tell of the file or directory itself.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [name, path = '/', ...more] = parsed.args;
    if (name === undefined) throw new UsageError(missingAllocation(context));
    if (more.length > 0) {
      throw new UsageError('This command takes one or two arguments: <allocation> [<path>]');
    }
    const client = clientOf(context);
    const { ID } = await chosenAllocation(context, client, name);
    const options = { exactSizes: parsed.flag('H') };
    const file = await look(client, { name: 'stat', allocId: ID, path }, FileInfo);
    if (parsed.flag('stat')) {
      terminal.out(fileStat(file, options));
    } else if (file.IsDir) {
      const files = await look(client, { name: 'ls', allocId: ID, path }, z.array(FileInfo));
      terminal.out(fileTable(files, options));
    } else {
      const pieces = contentOf(context, client, { allocId: ID, path });
      await during('Error reading file', print(pieces, terminal));
    }
    return 0;
  },
};

interface Place {
  readonly allocId: string;
  readonly path: string;
}

async function look<T>(
  client: HttpClient,
  { name, allocId, path }: Place & { readonly name: string },
  schema: z.ZodType<T>,
): Promise<T> {
  const call = client.call('GET', `/v1/client/fs/${name}/${allocId}`, schema, { query: { path } });
  return (await during('Error reading allocation directory', call)).value;
}

/** The bytes of a file, from where the flags say. */
function contentOf(
  context: CommandContext,
  client: HttpClient,
  { allocId, path }: Place,
): AsyncIterable<Uint8Array> {
  const { parsed, signal } = context;
  const tail = tailOf(context);
  const tailBytes = tail && tailBytesOf(tail);
  const query = {
    path,
    follow: parsed.flag('f'),
    plain: true,
    origin: tailBytes === undefined ? 'start' : 'end',
    offset: tailBytes ?? 0,
  };
  const pieces = client.stream(`/v1/client/fs/stream/${allocId}`, { query, signal });
  if (tailBytes === undefined || tail === undefined || 'bytes' in tail) return pieces;
  return lastLines(pieces, { lines: tail.lines, backlogBytes: tailBytes });
}

async function print(
  pieces: AsyncIterable<Uint8Array>,
  terminal: CommandContext['terminal'],
): Promise<void> {
  for await (const piece of pieces) await terminal.write(piece);
}
