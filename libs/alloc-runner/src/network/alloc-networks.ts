import { AllocationNetwork, assert } from '@steppe/domain';
import type { TaskDriver } from '@steppe/task-drivers';
import { z } from 'zod';
import { bridgeNetwork } from './bridge-plugins.ts';
import { messageOf } from '../setup/setup-context.ts';
import {
  type Attachment,
  attach,
  detach,
  endPlugins,
  findPlugins,
  INTERFACE_NAME,
} from './cni-chain.ts';
import { readCniNetworks } from './cni-networks.ts';
import { CniNetwork, CniResult, PortMapping } from './cni-plugin.ts';
import { allowForwarding } from './forward-rule.ts';
import {
  holdNamespace,
  isNamespace,
  makeNamespace,
  namespacePathOf,
  removeNamespace,
} from './network-namespace.ts';
import type { NetworkRequest } from './network-request.ts';
import type { NetworkSettings } from './network-settings.ts';

const Attached = z.object({
  network: CniNetwork,
  portMappings: z.array(PortMapping),
  args: z.record(z.string(), z.string()),
  /** Unknown of an attempt that was cut short. */
  result: CniResult.optional(),
});
type Attached = z.infer<typeof Attached>;

/** The network of one allocation, as it is kept on disk. */
export const AllocNetwork = z.object({
  mode: z.string(),
  /** What processes join; absent when none of the tasks is one and nothing is attached. */
  namespacePath: z.string().optional(),
  /** The driver that made the namespace, when its tasks can join no other, and what it calls it. */
  holder: z.object({ driver: z.string(), id: z.string() }).optional(),
  /** What the namespace is attached to; nothing in mode `none`. */
  attached: Attached.optional(),
  status: AllocationNetwork,
});
export type AllocNetwork = z.infer<typeof AllocNetwork>;

export interface AllocNetworksOptions {
  readonly settings: NetworkSettings;
  readonly drivers: ReadonlyMap<string, TaskDriver>;
}

interface Space {
  readonly namespacePath?: string;
  readonly holder?: { readonly driver: string; readonly id: string };
}

/** Makes and removes the networks of a node's allocations. */
export class AllocNetworks {
  readonly settings: NetworkSettings;
  readonly #drivers: ReadonlyMap<string, TaskDriver>;

  constructor({ settings, drivers }: AllocNetworksOptions) {
    this.settings = settings;
    this.#drivers = drivers;
  }

  /** Whether a network that an earlier process made is still there: a machine that starts anew has none. */
  async isThere({ namespacePath }: AllocNetwork): Promise<boolean> {
    return namespacePath === undefined || isNamespace(namespacePath);
  }

  /**
   * Makes an allocation's network, after clearing away what is left of an attempt that was cut short.
   *
   * @throws Error with the reason; nothing is left behind.
   */
  async setUp(request: NetworkRequest): Promise<AllocNetwork> {
    const { mode, dns } = request;
    const drivers = this.#fitDrivers(request);
    const network = await this.#networkOf(mode);
    // What is missing should be told before anything is made.
    if (network !== undefined) await findPlugins(network, this.settings.cniPath);
    await this.clear(request);
    try {
      const space = await makeSpace(request, drivers);
      const attached = network && (await this.#attach(network, request));
      const status = { ...statusOf(attached?.result), ...(dns === undefined ? {} : { dns }) };
      return { mode, ...space, ...(attached === undefined ? {} : { attached }), status };
    } catch (cause) {
      await this.#clearAfter(cause, request);
      throw cause;
    }
  }

  /**
   * Removes what is left of an attempt to make an allocation's network. Does nothing when that is nothing.
   *
   * @throws Error when something of it can't be removed.
   */
  async clear(request: NetworkRequest): Promise<void> {
    const { allocId, mode, driverNames } = request;
    if (!(await isNamespace(namespacePathOf(allocId)))) return;
    await endPlugins(allocId);
    const network = await this.#networkIfKnown(mode);
    const attached = network && { network, result: undefined, ...attachmentOf(request) };
    await this.#tearDown({ allocId, attached, driverNames });
  }

  /** Removes an allocation's network. @throws Error when something of it can't be removed. */
  async remove(allocId: string, { attached, holder }: AllocNetwork): Promise<void> {
    const driverNames = holder === undefined ? [] : [holder.driver];
    await this.#tearDown({ allocId, attached, driverNames });
  }

  async #clearAfter(cause: unknown, request: NetworkRequest): Promise<void> {
    try {
      await this.clear(request);
    } catch (remains) {
      const message = `${messageOf(cause)}; what was made of it could not be removed: ${messageOf(remains)}`;
      throw new Error(message, { cause: remains });
    }
  }

  async #tearDown({
    allocId,
    attached,
    driverNames,
  }: {
    readonly allocId: string;
    readonly attached: Attached | undefined;
    readonly driverNames: readonly string[];
  }): Promise<void> {
    try {
      if (attached !== undefined) {
        await detach(attached.network, this.#place(allocId, attached), attached.result);
      }
    } finally {
      for (const name of driverNames) await this.#drivers.get(name)?.destroyNetwork?.(allocId);
      await removeNamespace(namespacePathOf(allocId));
    }
  }

  async #attach(network: CniNetwork, request: NetworkRequest): Promise<AllocNetwork['attached']> {
    if (request.mode === 'bridge') await allowForwarding(this.settings);
    const attachment = attachmentOf(request);
    const result = await attach(network, this.#place(request.allocId, attachment));
    return { network, ...attachment, result };
  }

  #place(allocId: string, { portMappings, args }: ReturnType<typeof attachmentOf>): Attachment {
    const { cniPath } = this.settings;
    return { allocId, namespacePath: namespacePathOf(allocId), portMappings, args, cniPath };
  }

  /** @throws Error for a task that can't be on such a network. */
  #fitDrivers({ driverNames, mode, hostname }: NetworkRequest): readonly TaskDriver[] {
    const drivers = driverNames.flatMap((name) => this.#drivers.get(name) ?? []);
    for (const { name, capabilities } of drivers) {
      if (!capabilities.networkModes.includes('group')) {
        throw new Error(`driver ${name} does not support "${mode}" networking mode`);
      }
      if (hostname !== '' && !capabilities.mustInitiateNetwork) {
        throw new Error(`hostname is not currently supported on driver ${name}`);
      }
    }
    return drivers;
  }

  /** @returns undefined in mode `none`. */
  async #networkOf(mode: string): Promise<CniNetwork | undefined> {
    if (mode === 'none') return undefined;
    const network = await this.#networkIfKnown(mode);
    if (network !== undefined) return network;
    const { cniConfigDir } = this.settings;
    throw new Error(`no network "${mode}" is configured in ${cniConfigDir} (cni_config_dir)`);
  }

  async #networkIfKnown(mode: string): Promise<CniNetwork | undefined> {
    if (mode === 'bridge') return bridgeNetwork(this.settings);
    const { networks } = await readCniNetworks(this.settings.cniConfigDir);
    return networks.find(({ name }) => mode === `cni/${name}`);
  }
}

/** What plugins are told of an allocation, now and when it is detached. */
function attachmentOf({ portMappings, cniArgs }: NetworkRequest) {
  return { portMappings: [...portMappings], args: { ...cniArgs } };
}

async function makeSpace(
  { allocId, mode, hostname }: NetworkRequest,
  drivers: readonly TaskDriver[],
): Promise<Space> {
  const path = namespacePathOf(allocId);
  const holder = drivers.find(({ capabilities }) => capabilities.mustInitiateNetwork);
  if (holder !== undefined && mode !== 'none') {
    const wanted = { allocId, hostname: hostname || shortIdOf(allocId) };
    const made = await holder.createNetwork?.(wanted);
    assert(made !== undefined, `driver ${holder.name} makes no network`);
    const { id, namespacePath } = made;
    await holdNamespace(namespacePath, path);
    return { namespacePath, holder: { driver: holder.name, id } };
  }
  // Such drivers see to mode `none` themselves.
  if (drivers.every(({ capabilities }) => capabilities.mustInitiateNetwork)) return {};
  await makeNamespace(path);
  return { namespacePath: path };
}

/** What tasks call their machine whose job names it not. */
export const shortIdOf = (allocId: string): string => allocId.slice(0, 8);

/** The first address of each family on the allocation's own interface. */
function statusOf(result: CniResult | undefined): AllocationNetwork {
  const { interfaces, ips } = result ?? {};
  const isInside = (at: number | null | undefined): boolean =>
    at === null || at === undefined || Boolean(interfaces?.[at]?.sandbox);
  const addresses = (ips ?? [])
    .filter((ip) => isInside(ip.interface))
    .map(({ address }) => address.split('/')[0] ?? '');
  return {
    interfaceName: addresses.length === 0 ? '' : INTERFACE_NAME,
    address: addresses.find((address) => !address.includes(':')) ?? '',
    addressIpv6: addresses.find((address) => address.includes(':')) ?? '',
  };
}
