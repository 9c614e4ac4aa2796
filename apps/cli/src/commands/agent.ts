import { loadConfig, runAgent } from '@steppe/agent';
import { untilStopped } from '@steppe/nest-kit';
import type { Command, CommandContext } from '../command.ts';
import type { FlagSpecs } from '../flags/flag-spec.ts';
import type { ParsedArgs } from '../flags/parse-flags.ts';

const FLAGS = {
  config: {
    type: 'string',
    multiple: true,
    help: 'Configuration file or directory; may be given several times.',
  },
  dev: {
    type: 'boolean',
    help: 'Run everything in this process, over an in-memory log, and keep nothing.',
  },
  server: { type: 'boolean', help: 'Be a server.' },
  client: { type: 'boolean', help: 'Be a client.' },
  'data-dir': { type: 'string', help: 'Directory for what the agent keeps.' },
  bind: { type: 'string', help: 'Address to listen on.' },
  node: { type: 'string', help: 'Name of this agent. Default: the host name.' },
  dc: { type: 'string', help: 'Datacenter.' },
  region: { type: 'string', help: 'Region.' },
  'log-level': { type: 'string', help: 'TRACE, DEBUG, INFO, WARN, ERROR or OFF.' },
  'bootstrap-expect': { type: 'string', help: 'How many servers there are: 1 or 3.' },
  servers: { type: 'string', help: 'Servers that a client joins, separated by commas.' },
  'node-class': { type: 'string', help: 'Class of this node.' },
  'node-pool': { type: 'string', help: 'Pool of this node.' },
  'network-interface': { type: 'string', help: 'Interface whose address tasks get.' },
  meta: {
    type: 'string',
    multiple: true,
    help: 'key=value of this node; may be given several times.',
  },
  'http-port': { type: 'string', help: 'Port of the HTTP API.' },
} as const satisfies FlagSpecs;

export const agent: Command = {
  usage: 'steppe agent [-dev] [-config=<path>]... [options]',
  example: 'steppe agent -dev',
  flags: FLAGS,
  run: async ({ terminal, env, parsed, signal }: CommandContext) => {
    const dev = parsed.flag('dev');
    const { config, warnings } = await loadConfig({
      dev,
      paths: parsed.values('config'),
      flags: settingsOf(parsed),
    });
    if (warnings !== '') terminal.err(warnings);
    const stop = new AbortController();
    signal.addEventListener('abort', () => stop.abort(), { once: true });
    void untilStopped().then(() => stop.abort());
    terminal.out('==> Starting the Steppe agent...');
    await runAgent({
      config,
      dev,
      env: { ...env },
      signal: stop.signal,
      onReady: ({ url }) => terminal.out(`==> The Steppe agent is up: ${url}`),
    });
    return 0;
  },
};

/** The flags as the configuration file's JSON would say them; only those that were given. */
function settingsOf(parsed: ParsedArgs): Record<string, unknown> {
  const client = {
    enabled: parsed.flag('client') || undefined,
    servers: parsed.value('servers')?.split(','),
    node_class: parsed.value('node-class'),
    node_pool: parsed.value('node-pool'),
    network_interface: parsed.value('network-interface'),
    meta: metaOf(parsed.values('meta')),
  };
  const server = {
    enabled: parsed.flag('server') || undefined,
    bootstrap_expect: numberOf(parsed.value('bootstrap-expect')),
  };
  return givenOnly({
    data_dir: parsed.value('data-dir'),
    bind_addr: parsed.value('bind'),
    name: parsed.value('node'),
    datacenter: parsed.value('dc'),
    region: parsed.value('region'),
    log_level: parsed.value('log-level'),
    ports: givenBlock({ http: numberOf(parsed.value('http-port')) }),
    client: givenBlock(client),
    server: givenBlock(server),
  });
}

function metaOf(pairs: readonly string[]): Record<string, string> | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** A number where it is one; else the text, so that the configuration's own check names the fault. */
function numberOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function givenBlock(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  const given = givenOnly(fields);
  return Object.keys(given).length === 0 ? undefined : given;
}

function givenOnly(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
