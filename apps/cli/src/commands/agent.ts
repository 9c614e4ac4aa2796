import { loadConfig, runAgent } from '@steppe/agent';
import { untilStopped } from '@steppe/nest-kit';
import { AGENT_SETTINGS, flagOf } from '../agent/agent-settings.ts';
import { settingsOf } from '../agent/settings-of.ts';
import type { Command, CommandContext } from '../command.ts';
import type { FlagSpecs } from '../flags/flag-spec.ts';

const FLAGS: FlagSpecs = {
  config: {
    type: 'string',
    multiple: true,
    help: 'Configuration file or directory; may be given several times.',
  },
  dev: {
    type: 'boolean',
    help: 'Run everything in this process, over an in-memory log, and keep nothing.',
  },
  'dev-connect': { type: 'boolean', help: 'As -dev; there is no service mesh.' },
  'dev-consul': { type: 'boolean', help: 'As -dev; Consul is not used.' },
  'dev-vault': { type: 'boolean', help: 'As -dev; Vault is not used.' },
  'client-intro-token': { type: 'string', help: 'Taken for compatibility; it has no effect.' },
  ...Object.fromEntries(
    Object.entries(AGENT_SETTINGS).map(([name, setting]) => [name, flagOf(setting)]),
  ),
};

const DEV_FLAGS = ['dev', 'dev-connect', 'dev-consul', 'dev-vault'];

export const agent: Command = {
  usage: 'steppe agent [-dev] [-config=<path>]... [options]',
  example: 'steppe agent -dev',
  flags: FLAGS,
  run: async ({ terminal, env, parsed, signal }: CommandContext) => {
    const dev = DEV_FLAGS.some((flag) => parsed.flag(flag));
    const load = () =>
      loadConfig({ dev, paths: parsed.values('config'), flags: settingsOf(parsed) });
    const { config, warnings } = await load();
    if (warnings !== '') terminal.err(warnings);
    const stop = new AbortController();
    signal.addEventListener('abort', () => stop.abort('interrupt'), { once: true });
    void untilStopped().then((cause) => stop.abort(cause));
    terminal.out('==> Starting the Steppe agent...');
    await runAgent({
      config,
      readConfig: async () => (await load()).config,
      dev,
      env: { ...env },
      signal: stop.signal,
      onReady: ({ url }) => terminal.out(`==> The Steppe agent is up: ${url}`),
    });
    return 0;
  },
};
