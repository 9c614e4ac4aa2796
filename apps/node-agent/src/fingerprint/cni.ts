import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type NetworkSettings, readCniNetworks } from '@steppe/alloc-runner';
import type { NodeNetwork } from '@steppe/domain';
import type { Logger } from '@steppe/nest-kit';
import { readText } from './read-text.ts';

const run = promisify(execFile);
const PLUGIN_TIMEOUT_MS = 5_000;

/** A network that the machine can make for an allocation has no address before. */
const networkOf = (mode: string): NodeNetwork => ({ mode, device: '', ip: '', cidr: '', mbits: 0 });

/** Which networks of their own allocations can have here: the bridge, and what the operator has configured. */
export class CniFingerprint {
  readonly #settings: NetworkSettings;
  readonly #logger: Logger;
  /** Versions by a plugin's path and time of change, so that a plugin is run once. */
  readonly #versions = new Map<string, string | undefined>();
  readonly #told = new Set<string>();

  constructor(settings: NetworkSettings, logger: Logger) {
    this.#settings = settings;
    this.#logger = logger;
  }

  async look(): Promise<{
    readonly attributes: Readonly<Record<string, string>>;
    readonly networks: readonly NodeNetwork[];
  }> {
    // Whoever is not root can make no network.
    if (process.getuid?.() !== 0) return { attributes: {}, networks: [] };
    const { networks, faults } = await readCniNetworks(this.#settings.cniConfigDir);
    for (const fault of faults) this.#tellOnce(fault);
    const modes = networks.map(({ name }) => `cni/${name}`);
    const hasBridge = await kernelHasBridge();
    return {
      attributes: {
        ...(await this.#plugins()),
        ...(hasBridge ? { 'nomad.bridge.hairpin_mode': String(this.#settings.hairpinMode) } : {}),
      },
      networks: [...(hasBridge ? ['bridge'] : []), ...modes].map(networkOf),
    };
  }

  /** The version of each plugin, of two with one name the one that is found first. */
  async #plugins(): Promise<Record<string, string>> {
    const versions: Record<string, string> = {};
    for (const dir of this.#settings.cniPath) {
      for (const name of await programsIn(dir)) {
        const attribute = `plugins.cni.version.${name}`;
        const version = versions[attribute] ?? (await this.#versionOf(join(dir, name)));
        if (version !== undefined) versions[attribute] = version;
      }
    }
    return versions;
  }

  async #versionOf(path: string): Promise<string | undefined> {
    const key = `${path} ${(await stat(path)).mtimeMs}`;
    if (!this.#versions.has(key)) this.#versions.set(key, await askVersion(path));
    return this.#versions.get(key);
  }

  #tellOnce({ file, reason }: { readonly file: string; readonly reason: string }): void {
    const dir = this.#settings.cniConfigDir;
    const key = `${file} ${reason}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#logger.warn({ dir, file, reason }, 'a CNI network is not offered: its file is not valid');
  }
}

/** A plugin that is asked for nothing says what it is. */
async function askVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(path, [], { env: {}, timeout: PLUGIN_TIMEOUT_MS });
    return versionIn(`${stdout}\n${stderr}`);
  } catch {
    return undefined; // Whatever it is, it is no plugin.
  }
}

/** Its own version, or, where its build left that out, the newest of the protocol that it knows. */
export function versionIn(text: string): string | undefined {
  const own = /^CNI \S+ plugin v?(\d+\.\d+\.\d+\S*)/mu.exec(text)?.[1];
  const known = /^CNI protocol versions supported: (.+)$/mu.exec(text)?.[1];
  return own ?? known?.split(',').at(-1)?.trim();
}

async function programsIn(dir: string): Promise<readonly string[]> {
  const programs: string[] = [];
  for (const name of (await namesIn(dir)).toSorted()) {
    if (await isProgram(join(dir, name))) programs.push(name);
  }
  return programs;
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch {
    return []; // A directory that can't be read has no plugins for this agent.
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // Gone meanwhile, or not for this agent to run.
  }
}

/** Whether the kernel has the module, built in, loaded, or there to be loaded. */
async function kernelHasBridge(): Promise<boolean> {
  if (existsSync('/sys/module/bridge')) return true;
  for (const list of ['modules.builtin', 'modules.dep']) {
    const modules = (await readText(`/lib/modules/${release()}/${list}`)) ?? '';
    if (modules.includes('/bridge.ko')) return true;
  }
  return false;
}
