import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { table } from '../../layout/table.ts';
import { during } from '../../step-error.ts';

const KEY_BYTES = 32;

export const gossipKeyringGenerate: Command = {
  usage: 'steppe operator gossip keyring generate',
  example: 'steppe operator gossip keyring generate',
  flags: {},
  run: ({ parsed, terminal }) => {
    noArguments(parsed.args);
    terminal.out(randomBytes(KEY_BYTES).toString('base64'));
    return Promise.resolve(0);
  },
};

const Keys = z.object({ NumNodes: z.int(), Keys: z.record(z.string(), z.int()).nullable() });

export const gossipKeyringList: Command = {
  usage: 'steppe operator gossip keyring list [options]',
  example: 'steppe operator gossip keyring list',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    terminal.out('Gathering installed encryption keys...');
    const call = clientOf(context).call('GET', '/v1/agent/keyring/list', Keys);
    const { value } = await during('error', call);
    const rows = Object.entries(value.Keys ?? {}).map(([key, count]) => [
      key,
      `${count}/${value.NumNodes}`,
    ]);
    terminal.out(table([['Key', 'Nodes'], ...rows]));
    return 0;
  },
};

interface Change {
  readonly verb: 'install' | 'use' | 'remove';
  readonly doing: string;
  readonly done: string;
}

export const gossipKeyringInstall = changing({
  verb: 'install',
  doing: 'Installing new gossip encryption key...',
  done: 'Successfully installed key!',
});

export const gossipKeyringUse = changing({
  verb: 'use',
  doing: 'Changing primary gossip encryption key...',
  done: 'Successfully changed primary key!',
});

export const gossipKeyringRemove = changing({
  verb: 'remove',
  doing: 'Removing gossip encryption key...',
  done: 'Successfully removed key!',
});

function changing({ verb, doing, done }: Change): Command {
  return {
    usage: `steppe operator gossip keyring ${verb} [options] <key>`,
    example: `steppe operator gossip keyring ${verb} LNeCZ2t8iu+Z3i62nshR7pLSpaFExLv834u/Xq3yoKE=`,
    flags: CLIENT_FLAGS,
    run: async (context) => {
      const { parsed, terminal } = context;
      const key = onlyArgument(parsed.args, 'This command requires one argument: <key>');
      terminal.out(doing);
      const path = `/v1/agent/keyring/${verb}`;
      const call = clientOf(context).call('PUT', path, z.unknown(), { body: { Key: key } });
      await during('error', call);
      terminal.out(done);
      return 0;
    },
  };
}
