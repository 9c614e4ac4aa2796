import type { Setting } from '../tables/read-table.ts';

/** The same configuration in both languages. */
export interface SettingText {
  readonly hcl: string;
  readonly json: string;
}

/** Blocks that a file names itself, with a name that means something. */
const LABELS: Readonly<Record<string, string>> = {
  plugin: 'docker',
  keyring: 'aead',
  'client.host_volume': 'data',
  'client.host_network': 'lan',
  'client.fingerprint': 'env_aws',
  'sentinel.import': 'hours',
  'audit.sink': 'file',
  'audit.filter': 'all',
};

/** How a setting is called, with the blocks that it is in, e.g. `client.server_join.retry_max`. */
export function pathOf({ block, name }: Setting): string {
  return block === '(top)' ? name : `${block}.${name}`;
}

/** Configurations with nothing but this setting, one for each form that its value may have. */
export function sampleSettings(setting: Setting): SettingText[] {
  const blocks = setting.block === '(top)' ? [] : setting.block.split('.');
  const inside = blocks.map((name, at) => ({
    name,
    label: LABELS[blocks.slice(0, at + 1).join('.')],
  }));
  if (setting.kind === 'block') {
    const block = { name: setting.name, label: LABELS[pathOf(setting)] };
    return [{ hcl: hclOf([...inside, block], ''), json: jsonOf([...inside, block], {}) }];
  }
  return valuesOf(setting.type).map((value) => ({
    hcl: hclOf(inside, `"${setting.name}" = ${JSON.stringify(value)}`),
    json: jsonOf(inside, { [setting.name]: value }),
  }));
}

interface Block {
  readonly name: string;
  readonly label: string | undefined;
}

function hclOf(blocks: readonly Block[], text: string): string {
  return blocks.reduceRight((inner, { name, label }) => {
    const head = label === undefined ? name : `${name} "${label}"`;
    return `${head} {\n${inner}\n}`;
  }, text);
}

function jsonOf(blocks: readonly Block[], content: unknown): string {
  return JSON.stringify(
    blocks.reduceRight<unknown>((inner, { name, label }) => {
      return { [name]: label === undefined ? inner : { [label]: inner } };
    }, content),
  );
}

/** Nomad's table calls durations, sizes and levels texts, so that a text has several forms. */
function valuesOf(type: string): unknown[] {
  if (type === 'bool') return [true, false];
  if (type === 'int' || type === 'number') return [7];
  if (type.startsWith('map')) return [{}];
  return type === 'string' ? ['some', '30s', '1MB', 'INFO'] : [['some']];
}
