import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, wholeNumber } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { formatJson } from '../../layout/json.ts';
import { during } from '../../step-error.ts';
import { autopilotHealth } from '../../views/autopilot.ts';
import { AutopilotConfiguration, AutopilotHealth } from '../../wire/autopilot.ts';

const CONFIGURATION = '/v1/operator/autopilot/configuration';

export const autopilotGetConfig: Command = {
  usage: 'steppe operator autopilot get-config [options]',
  example: 'steppe operator autopilot get-config',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', CONFIGURATION, AutopilotConfiguration);
    const { value } = await during('Error querying Autopilot configuration', call);
    if (printFormatted(context, value)) return 0;
    for (const name of SHOWN) context.terminal.out(`${name} = ${value[name]}`);
    return 0;
  },
};

const SHOWN = [
  'CleanupDeadServers',
  'LastContactThreshold',
  'MaxTrailingLogs',
  'MinQuorum',
  'ServerStabilizationTime',
  'EnableRedundancyZones',
  'DisableUpgradeMigration',
  'EnableCustomUpgrades',
] as const;

export const autopilotHealthCommand: Command = {
  usage: 'steppe operator autopilot health [options]',
  example: 'steppe operator autopilot health',
  flags: { ...CLIENT_FLAGS, json: FORMAT_FLAGS.json },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const sent = clientOf(context).send('/v1/operator/autopilot/health', { method: 'GET' });
    const response = await during('Error querying Autopilot health', sent);
    const text = await response.text();
    // A cluster that is not healthy answers 429, and says the same.
    const parsedHealth = AutopilotHealth.safeParse(jsonOf(text));
    if (!parsedHealth.success) {
      throw new Failure(
        `Error querying Autopilot health: Unexpected response code: ${response.status} (${text.trim()})`,
      );
    }
    const health = parsedHealth.data;
    terminal.out(parsed.flag('json') ? formatJson(health) : autopilotHealth(health));
    return 0;
  },
};

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a flag of `set-config` sets; a value that it cannot be is refused. */
const SETTINGS = {
  'cleanup-dead-servers': { name: 'CleanupDeadServers', kind: 'bool' },
  'disable-upgrade-migration': { name: 'DisableUpgradeMigration', kind: 'bool' },
  'enable-custom-upgrades': { name: 'EnableCustomUpgrades', kind: 'bool' },
  'enable-redundancy-zones': { name: 'EnableRedundancyZones', kind: 'bool' },
  'last-contact-threshold': { name: 'LastContactThreshold', kind: 'text' },
  'max-trailing-logs': { name: 'MaxTrailingLogs', kind: 'number' },
  'min-quorum': { name: 'MinQuorum', kind: 'number' },
  'server-stabilization-time': { name: 'ServerStabilizationTime', kind: 'text' },
} as const;

export const autopilotSetConfig: Command = {
  usage: 'steppe operator autopilot set-config [options]',
  example: 'steppe operator autopilot set-config -cleanup-dead-servers=false',
  flags: {
    ...CLIENT_FLAGS,
    ...Object.fromEntries(
      Object.entries(SETTINGS).map(([flag, { name, kind }]) => [
        flag,
        { type: kind === 'bool' ? ('boolean' as const) : ('string' as const), help: `${name}.` },
      ]),
    ),
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const read = client.call('GET', CONFIGURATION, AutopilotConfiguration);
    const { value: before } = await during('Error querying Autopilot configuration', read);
    const given = Object.entries(SETTINGS).flatMap(
      ([flag, { name, kind }]): [string, unknown][] => {
        if (!parsed.isGiven(flag)) return [];
        const text = parsed.value(flag) ?? '';
        if (kind === 'bool') return [[name, parsed.flag(flag)]];
        return [[name, kind === 'number' ? wholeNumber(text, flag) : text]];
      },
    );
    const body = { ...before, ...Object.fromEntries(given) };
    const query = { cas: before.ModifyIndex };
    const write = client.call('PUT', CONFIGURATION, z.boolean(), { body, query });
    const { value: isDone } = await during('Error setting Autopilot configuration', write);
    if (!isDone) {
      throw new Failure('Configuration could not be atomically updated, please try again');
    }
    terminal.out('Configuration updated!');
    return 0;
  },
};
