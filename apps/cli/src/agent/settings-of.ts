import { assertNever } from '@steppe/domain';
import type { ParsedArgs } from '../flags/parse-flags.ts';
import { AGENT_SETTINGS, type AgentSetting } from './agent-settings.ts';

type Settings = { [name: string]: unknown };

/** The flags as the configuration file's JSON would say them; only those that were given. */
export function settingsOf(parsed: ParsedArgs): Readonly<Settings> {
  const settings: Settings = {};
  for (const [flag, setting] of Object.entries(AGENT_SETTINGS)) {
    if (!parsed.isGiven(flag)) continue;
    const blocks = setting.path.split('.');
    const name = blocks.pop() ?? '';
    blocks.reduce(blockAt, settings)[name] = valueOf(setting, flag, parsed);
  }
  return settings;
}

function blockAt(within: Settings, name: string): Settings {
  const found = within[name];
  if (isBlock(found)) return found;
  const made: Settings = {};
  within[name] = made;
  return made;
}

function isBlock(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null;
}

function valueOf({ kind }: AgentSetting, flag: string, parsed: ParsedArgs): unknown {
  const text = parsed.value(flag) ?? '';
  switch (kind) {
    case 'bool':
      return parsed.flag(flag);
    case 'number':
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'texts':
      return parsed.values(flag);
    case 'comma list':
      return text.split(',');
    case 'key=value':
      return Object.fromEntries(parsed.values(flag).map(keyAndValue));
    case 'text':
      return text;
    default:
      return assertNever(kind);
  }
}

function keyAndValue(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}
