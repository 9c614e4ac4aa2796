import { endProcessesWith, findProgram } from '@steppe/task-drivers';
import { callPlugin, type CniNetwork, CniResult, jsonOf, type PortMapping } from './cni-plugin.ts';

/** Where a network is to be attached, and how. */
export interface Attachment {
  readonly allocId: string;
  readonly namespacePath: string;
  readonly portMappings: readonly PortMapping[];
  /** The job's own `cni { args }`. */
  readonly args: Readonly<Record<string, string>>;
  readonly cniPath: readonly string[];
}

export const INTERFACE_NAME = 'eth0';

/** The variable by which plugins are told whose network it is. */
const OWNER = 'CNI_CONTAINERID';

/**
 * Has each plugin of a network do its part in turn, each given what the one before it made.
 *
 * @throws Error with the words of the plugin that failed; the caller detaches what the others made.
 */
export async function attach(network: CniNetwork, attachment: Attachment): Promise<CniResult> {
  let result: CniResult | undefined;
  for (const plugin of network.plugins) {
    const config = configOf(network, plugin, { attachment, previous: result });
    const said = await call('ADD', config, attachment);
    result = CniResult.parse(jsonOf(said));
  }
  return result ?? {};
}

/**
 * Has each plugin undo its part, the last one first; what is gone already is no fault.
 *
 * @throws Error after all were asked, when one of them failed.
 */
export async function detach(
  network: CniNetwork,
  attachment: Attachment,
  previous?: CniResult,
): Promise<void> {
  const faults: string[] = [];
  for (const plugin of network.plugins.toReversed()) {
    try {
      await call('DEL', configOf(network, plugin, { attachment, previous }), attachment);
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (faults.length > 0) throw new Error(faults.join('; '));
}

/** Ends plugins that outlive the agent which called them: one that goes on would add to what is removed meanwhile. */
export function endPlugins(allocId: string): Promise<void> {
  return endProcessesWith(`${OWNER}=${allocId}`);
}

type PluginConfig = CniNetwork['plugins'][number];

function configOf(
  { name, cniVersion }: CniNetwork,
  plugin: PluginConfig,
  {
    attachment,
    previous,
  }: { readonly attachment: Attachment; readonly previous: CniResult | undefined },
): PluginConfig {
  const { capabilities, ...own } = plugin;
  const mapsPorts = capabilities?.['portMappings'] === true;
  return {
    ...own,
    name,
    cniVersion,
    ...(mapsPorts ? { runtimeConfig: { portMappings: attachment.portMappings } } : {}),
    ...(previous === undefined ? {} : { prevResult: previous }),
  };
}

async function call(
  command: 'ADD' | 'DEL',
  config: PluginConfig,
  { allocId, namespacePath, args, cniPath }: Attachment,
): Promise<string> {
  const program = await pluginPath(config.type, cniPath);
  const known = { IgnoreUnknown: 'true', NOMAD_ALLOC_ID: allocId, ...args };
  return callPlugin({
    command,
    program,
    config,
    env: {
      [OWNER]: allocId,
      CNI_NETNS: namespacePath,
      CNI_IFNAME: INTERFACE_NAME,
      CNI_PATH: cniPath.join(':'),
      CNI_ARGS: Object.entries(known).map(argument).join(';'),
    },
  });
}

/** @throws Error that names the first plugin which a network takes and the machine lacks. */
export async function findPlugins(
  { plugins }: CniNetwork,
  cniPath: readonly string[],
): Promise<void> {
  for (const { type } of plugins) await pluginPath(type, cniPath);
}

async function pluginPath(type: string, cniPath: readonly string[]): Promise<string> {
  const program = await findProgram(type, cniPath.join(':'));
  if (program !== undefined) return program;
  throw new Error(`CNI plugin "${type}" is in none of ${cniPath.join(', ')} (cni_path)`);
}

function argument([name, value]: [string, string]): string {
  if (!/[;=]/u.test(name) && !value.includes(';')) return `${name}=${value}`;
  throw new Error(`the CNI argument "${name}" may hold no ";", and its name no "="`);
}
