import { WireRootKey } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../api.ts';
import { noArguments, onlyArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CLIENT_FLAGS } from '../flags/flag-spec.ts';
import { parseDuration } from '../layout/parse-duration.ts';
import { shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import { during } from '../step-error.ts';
import { UsageError } from '../usage-error.ts';

const VERBOSE = { verbose: { type: 'boolean', help: 'Show whole IDs.' } } as const;

function keyTable(keys: readonly WireRootKey[], options: { verbose: boolean }): string {
  const rows = keys.map(({ KeyID, State, CreateTime }) => [
    shortId(KeyID, options),
    State,
    new Date(CreateTime * 1e-6).toISOString().replace(/\.\d+Z$/, 'Z'),
    '',
  ]);
  return table([['Key', 'State', 'Create Time', 'Publish Time'], ...rows]);
}

export const keyringList: Command = {
  usage: 'steppe operator root keyring list [options]',
  example: 'steppe operator root keyring list',
  flags: { ...CLIENT_FLAGS, ...VERBOSE },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const path = '/v1/operator/keyring/keys';
    const call = clientOf(context).call('GET', path, z.array(WireRootKey));
    const { value } = await during('Error listing root keys', call);
    terminal.out(keyTable(value, { verbose: parsed.flag('verbose') }));
    return 0;
  },
};

export const keyringRotate: Command = {
  usage: 'steppe operator root keyring rotate [options]',
  example: 'steppe operator root keyring rotate -now -full',
  flags: {
    ...CLIENT_FLAGS,
    ...VERBOSE,
    full: { type: 'boolean', help: 'Encrypt every variable again, with the new key.' },
    now: { type: 'boolean', help: 'Use the new key at once.' },
    prepublish: {
      type: 'string',
      help: 'Show the new key at once, and use it after so long, such as 1h.',
    },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const wait = parsed.value('prepublish');
    if (parsed.flag('now') === (wait !== undefined)) {
      throw new UsageError('One of "-prepublish" or "-now" must be used');
    }
    const publishAtMs =
      wait === undefined ? undefined : Date.now() + Math.ceil(parseDuration(wait, '-prepublish'));
    const query = {
      full: parsed.flag('full'),
      publish_time: publishAtMs === undefined ? undefined : `${publishAtMs}000000`,
    };
    const call = clientOf(context).call(
      'PUT',
      '/v1/operator/keyring/rotate',
      z.object({ Key: WireRootKey }),
      { query },
    );
    const { value } = await during('Error rotating root key', call);
    terminal.out(keyTable([value.Key], { verbose: parsed.flag('verbose') }));
    return 0;
  },
};

export const keyringRemove: Command = {
  usage: 'steppe operator root keyring remove [options] <key ID>',
  example: 'steppe operator root keyring remove c9c73786-d92c-ff1a-4510-63b94541ed11',
  flags: {
    ...CLIENT_FLAGS,
    force: {
      type: 'boolean',
      help: 'Remove it even when variables can then not be read any more.',
    },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const keyId = onlyArgument(parsed.args, 'This command requires one argument: <key ID>');
    const path = `/v1/operator/keyring/key/${encodeURIComponent(keyId)}`;
    const query = { force: parsed.flag('force') };
    const call = clientOf(context).call('DELETE', path, z.unknown(), { query });
    await during('Error removing root key', call);
    terminal.out(`Removed root key ${keyId}`);
    return 0;
  },
};
